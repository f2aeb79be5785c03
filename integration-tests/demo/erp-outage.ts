import { isDeepStrictEqual } from "util"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { OrderFinalizationEvents } from "../../src"
import { addWebhook, WEBHOOKS } from "../helpers/shop/add-webhook"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"
import type { Stage } from "./stage"

export type Outage = {
  end(): Promise<{ row: string[]; isAsPromised: boolean }>
}

/**
 * An ERP behind a webhook, which is down from now on. Once that has ended, it should hold
 * what is true of every order, as if it had been there all the while.
 */
export const startOutage = async ({
  backend,
  services,
}: Stage): Promise<Outage> => {
  let status = 503
  const receiver = await startWebhookReceiver((response) => {
    response.writeHead(status).end()
  })
  services.beforeStop(receiver.close)
  const { id } = await addWebhook(backend, { url: receiver.url })

  const end = async () => {
    const refused = receiver.requests.length
    status = 200
    // An operator knows that it is back; a trial would find out within a minute.
    const path = `${WEBHOOKS}/${id}/enable`
    await backend.api.post(path, {}, backend.adminHeaders)
    const isAsPromised = await waitFor(
      async () =>
        isDeepStrictEqual(readErp(receiver, refused), await readShop(backend)),
      { timeout: 20_000 }
    ).catch(() => false)
    const held = [...readErp(receiver, refused).values()]
    const toShip = held.filter((status) => status === "finalized").length
    return {
      isAsPromised,
      row: [
        "All the while an ERP behind a webhook is down, and then it is back",
        "nothing: it cannot listen",
        `refused ${refused} requests; then ${toShip} orders to ship, and ${held.length - toShip} undone`,
        isAsPromised
          ? "the same of each order"
          : "something else of some order",
        isAsPromised ? "ok" : "NOT AS PROMISED",
      ],
    }
  }
  return { end }
}

/** What the ERP holds of each order: what the last event said that it has taken. */
const readErp = ({ requests }: WebhookReceiver, refused: number) =>
  new Map<string, string>(
    requests
      .slice(refused)
      .map(({ body }) => JSON.parse(body))
      .map(({ type, data }) => [
        data.id,
        type === OrderFinalizationEvents.FINALIZED ? "finalized" : "reverted",
      ])
  )

const readShop = async ({ container }: Stage["backend"]) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_finalization",
    fields: ["order_id", "status"],
    filters: { status: ["finalized", "reverted"] },
  })
  return new Map(
    data.map(({ order_id, status }) => [order_id, status as string])
  )
}
