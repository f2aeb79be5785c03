import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { CreatedOrder } from "./core-shape"
import { keepSale } from "./keep-sale"
import type { StepHandlerArguments } from "./step-handler"
import { toTrackedOrder } from "./to-tracked-order"

/**
 * Opens the record of the order that was just created, so that an order whose run dies
 * from here on is known about. Nothing undoes it: the revert guard settles what it opened.
 */
export async function trackOrder(
  order: CreatedOrder,
  args: StepHandlerArguments
): Promise<void> {
  await keepSale(args.container, "track", order.id, async () => {
    const service = args.container.resolve(ORDER_FINALIZATION_MODULE)
    await service.trackOrder(toTrackedOrder(order, args))
  })
}
