import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { Client } from "pg"
import { OrderFinalizationEvents } from "../../src"
import { startBackend } from "../helpers/backend/backend"
import { createCart } from "../helpers/shop/checkout"
import { listen } from "../helpers/watch/listener"
import { waitFor } from "../helpers/watch/wait-for"
import { copyCart } from "../helpers/shop/cart-copies"
import type { PartOptions } from "./parts"

const PLACED = "order.placed"
const { FINALIZED } = OrderFinalizationEvents

/** A running backend with as many carts as wanted, all alike and ready to be bought. */
export const openShop = async (
  { databaseUrl, redisUrl, redisPrefix }: PartOptions,
  cartCount: number,
  beforeLoad?: () => void
) => {
  const backend = await startBackend({
    databaseUrl,
    redisUrl,
    redisPrefix,
    // Or the audit would open the records of orders that were made without the plugin.
    pluginOptions: {
      reconcileAfter: "1d",
      webhooks: { allowedNetworks: ["127.0.0.0/8"] },
    },
    beforeLoad,
  })
  const { cart_id } = await createCart(backend)
  const carts = await copyCart(databaseUrl, cart_id, cartCount)
  const engine = backend.container.resolve(Modules.WORKFLOW_ENGINE)
  const listener = listen(backend, [PLACED, FINALIZED])
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()

  return {
    backend,
    carts,
    client,
    /** What the store route and the payment webhook call; gives the order's id. */
    completeCart: async (cartId: string): Promise<string> => {
      const { result } = await engine.run(completeCartWorkflowId, {
        input: { id: cartId },
      })
      return (result as { id: string }).id
    },
    /** Resolves when the plugin has done all that the order's events ask for. */
    untilSettled: async (orderId: string, isExtended = true) => {
      const name = isExtended ? FINALIZED : PLACED
      await waitFor(() => listener.of(orderId, name).length > 0, {
        message: `${name} of ${orderId}`,
      })
      const isPublished = async () => {
        const { rows } = await client.query(
          "select from order_finalization_event where order_id = $1 and published_at is null",
          [orderId]
        )
        return rows.length === 0
      }
      await waitFor(isPublished, { message: `the relay of ${orderId}` })
    },
    close: async () => {
      listener.stop()
      await client.end()
      await backend.stop()
    },
  }
}

export type Shop = Awaited<ReturnType<typeof openShop>>
