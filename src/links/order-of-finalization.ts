import { defineLink } from "@medusajs/framework/utils"
import OrderModule from "@medusajs/medusa/order"
import OrderFinalizationModule from "../modules/order-finalization"

/** Read-only, through the record's `order_id`: gives a record its `order`. */
export default defineLink(
  {
    linkable: OrderFinalizationModule.linkable.orderFinalization,
    field: "order_id",
  },
  OrderModule.linkable.order,
  { readOnly: true }
)
