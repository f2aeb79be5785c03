import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { getCreatedOrder } from "./core-shape"
import { keepSale } from "./keep-sale"
import type { StepHandler } from "./step-handler"
import { toTrackedOrder } from "./to-tracked-order"

export const trackOrderStepId = "track-order-finalization"

/**
 * Opens the record of the order, so that an order whose run dies from here on is known
 * about. Nothing undoes it: the revert guard settles what it opened.
 */
export const trackOrderHandler: StepHandler = {
  invoke: async (args) => {
    const order = getCreatedOrder(args)
    if (!order) {
      return
    }
    await keepSale(args.container, "track", order.id, async () => {
      const service = args.container.resolve<OrderFinalizationModuleService>(
        ORDER_FINALIZATION_MODULE
      )
      await service.trackOrder(toTrackedOrder(order, args))
    })
  },
}
