import { Modules } from "@medusajs/framework/utils"
import type { Backend } from "../helpers/backend/backend"
import { actOnNotice } from "../../src/subscribers/revert-failed-payment"
import { toPrice, type Sale } from "./sale"

export type BadAction = "failed" | "canceled"

/** What arrives from the provider; a stale notice is not how it stands now. */
export const toNotice = (
  sale: Sale,
  action: BadAction | "authorized" | "captured",
  is_stale = false
) => ({
  provider: "test_test",
  payload: {
    data: {
      action,
      session_id: sale.payment_session_id!,
      amount: toPrice(sale),
      is_stale,
    },
    rawData: "",
    headers: {},
  },
})

/** As the plugin's own subscriber does it, as core drops these; but to be awaited. */
export const giveNotice = async (
  { container }: Backend,
  sale: Sale,
  action: BadAction,
  isStale: boolean
): Promise<void> => {
  // What the bank does next may bear the same millisecond.
  const since = Date.now() - 1
  sale.failure_notices.push(new Date(since).toISOString())
  const data = toNotice(sale, action, isStale)
  if (!isStale) {
    await container
      .resolve(Modules.PAYMENT)
      .getWebhookActionAndData(data as never)
    sale.reductions.push({ since, until: Date.now() })
  }
  const event = { name: "payment.webhook_received", data }
  await actOnNotice({ event, container, pluginOptions: {} })
}
