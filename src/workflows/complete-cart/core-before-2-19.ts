import type { BigNumberInput } from "@medusajs/framework/types"

/**
 * What cores before Medusa 2.19 do otherwise within complete-cart, in reach of the plugin.
 * `core-shape.ts` reads it; nothing else goes by a version.
 *
 * - Before 2.19 the order that `create-orders` gives back has no `total`, as the order
 *   module computes it for a select alone; its summary has it. Without this no order of
 *   such a core would be staged.
 * - Before 2.17 there is no `pending_authorization`: core takes a deferred authorization
 *   for a refused one and deletes the order. It says `order.reverted` truly, and nothing
 *   can be done about it here.
 */

/** An order as `create-orders` gives it back. */
export type OrderWithSummary = {
  total?: BigNumberInput
  summary?: { current_order_total: BigNumberInput }
}

/** The order's total, wherever the core at hand has put it. */
export function totalOf({ total, summary }: OrderWithSummary): BigNumberInput {
  return total ?? summary!.current_order_total
}
