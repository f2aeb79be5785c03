import { defineLink } from "@medusajs/framework/utils"
import OrderModule from "@medusajs/medusa/order"
import OrderFinalizationModule from "../modules/order-finalization"

/**
 * Read-only, through the record's `order_id`: gives an order its `order_finalization`,
 * and a record its `order`.
 */
export default defineLink(
  { linkable: OrderModule.linkable.order, field: "id" },
  {
    ...OrderFinalizationModule.linkable.orderFinalization.id,
    primaryKey: "order_id",
  },
  { readOnly: true }
)
