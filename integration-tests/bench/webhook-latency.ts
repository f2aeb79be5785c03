import { addWebhook } from "../helpers/shop/add-webhook"
import { startWebhookReceiver } from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"
import type { Part } from "./parts"
import { openShop } from "./shop"
import { median } from "./statistics"

const WARM_UP_ORDERS = 10

export type WebhookLatencyFigures = { p50: number }

/** How long after `order.finalized` is recorded its request is at a receiver nearby. */
export const run: Part<"webhook-latency"> = async (options, progress) => {
  const bus = options.redisUrl ? "Redis" : "local"
  const shop = await openShop(options, WARM_UP_ORDERS + options.count)
  const receivedAt = new Map<string, number>()
  const receiver = await startWebhookReceiver(
    (response, { headers }) => {
      const at = performance.timeOrigin + performance.now()
      receivedAt.set(headers["webhook-id"]!, at)
      response.end()
    },
    { isChecked: false }
  )
  try {
    await addWebhook(shop.backend, { url: receiver.url })
    progress(`webhook-latency: ${options.count} orders on the ${bus} bus`)
    const delays: number[] = []
    for (const cart of shop.carts) {
      const orderId = await shop.completeCart(cart)
      await shop.untilSettled(orderId)
      const { rows } = await shop.client.query<{ id: string; at: number }>(
        `select id, extract(epoch from due_at)::float8 * 1000 as at
         from order_finalization_event where order_id = $1`,
        [orderId]
      )
      const { id, at } = rows[0]!
      delays.push((await waitFor(() => receivedAt.get(id))) - at)
    }
    return { p50: median(delays.slice(WARM_UP_ORDERS)) }
  } finally {
    await receiver.close()
    await shop.close()
  }
}
