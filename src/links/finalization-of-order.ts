import { defineLink } from "@medusajs/framework/utils"
import OrderModule from "@medusajs/medusa/order"
import OrderFinalizationModule from "../modules/order-finalization"

/**
 * Read-only, through the record's `order_id`: gives an order its `order_finalization`. The
 * way back is a link of its own, as core follows a read-only one in one direction.
 */
export default defineLink(
  { linkable: OrderModule.linkable.order, field: "id" },
  {
    ...OrderFinalizationModule.linkable.orderFinalization.id,
    primaryKey: "order_id",
  },
  { readOnly: true }
)
