import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  createWorkflow,
  transform,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  adjustInventoryLevelsStep,
  cancelFulfillmentWorkflow,
  createOrderFulfillmentWorkflow,
} from "@medusajs/medusa/core-flows"
import {
  OrderFinalizationEvents,
  processOnce,
} from "medusa-plugin-order-finalized"

export default processOnce("fulfilment", async ({ event, container }) => {
  if (event.name === OrderFinalizationEvents.FINALIZED) {
    await release(container, event.data.id)
  } else if (event.data.was_finalized) {
    await takeBack(container, event.data.id)
  }
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}

type Item = { id: string; quantity: number; requires_shipping: boolean }

async function release(container: MedusaContainer, order_id: string) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["status", "fulfillments.id", "items.*"],
    filters: { id: order_id },
  })
  const [order] = data
  // Undone in the meantime, or released before: by an earlier run, or by a person. One that
  // a person has cancelled since is not made anew, either.
  if (!order || order.status === "canceled" || order.fulfillments?.length) {
    return
  }
  const items = (order.items as Item[])
    .filter(({ requires_shipping }) => requires_shipping)
    .map(({ id, quantity }) => ({ id, quantity }))
  if (items.length) {
    await createOrderFulfillmentWorkflow(container).run({
      input: { order_id, items },
    })
  }
}

type Fulfillment = {
  id: string
  location_id: string
  canceled_at: Date | null
  shipped_at: Date | null
  items: { inventory_item_id: string | null; quantity: number }[]
}

async function takeBack(container: MedusaContainer, order_id: string) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  // By the link, as the order itself is gone.
  const { data: links } = await query.graph({
    entity: "order_fulfillment",
    fields: [
      "fulfillments.id",
      "fulfillments.location_id",
      "fulfillments.canceled_at",
      "fulfillments.shipped_at",
      "fulfillments.items.inventory_item_id",
      "fulfillments.items.quantity",
    ],
    filters: { order_id },
  })
  const open = links
    .flatMap((link) => link.fulfillments as Fulfillment[])
    .filter(({ canceled_at }) => !canceled_at)
  for (const fulfillment of open.filter(({ shipped_at }) => !shipped_at)) {
    await takeBackWorkflow(container).run({ input: fulfillment })
  }
  const shipped = open.filter(({ shipped_at }) => shipped_at)
  if (shipped.length) {
    // For a person: the last attempt leaves it among the failed receipts.
    const ids = shipped.map(({ id }) => id).join(", ")
    throw new Error(`Shipped already, and has to come back: ${ids}`)
  }
}

/**
 * What core's `cancelOrderFulfillmentWorkflow` does, which needs the order (Medusa 2.21.2).
 * The reservations went with the order; what left the shelf has to go back. Cancelling
 * comes last, as it cannot be compensated and ends the fulfillment's being open.
 */
const takeBackWorkflow = createWorkflow(
  "take-back",
  ({ id, location_id, items }: WorkflowData<Fulfillment>) => {
    const adjustments = transform(
      { location_id, items },
      ({ location_id, items }) =>
        items.flatMap(({ inventory_item_id, quantity }) =>
          inventory_item_id
            ? [{ inventory_item_id, location_id, adjustment: quantity }]
            : []
        )
    )
    adjustInventoryLevelsStep(adjustments)
    cancelFulfillmentWorkflow.runAsStep({ input: { id } })
  }
)
