import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import {
  Modules,
  PaymentActions,
  PaymentWebhookEvents,
} from "@medusajs/framework/utils"
import type { ProviderWebhookPayload } from "@medusajs/framework/types"
import { inBackground } from "../utils/background-work"
import { revertFailedPaymentWorkflow } from "../workflows/revert-failed-payment"

/** Core's own webhook subscriber drops these two (Medusa 2.21.2). */
const FAILED_ACTIONS: string[] = [
  PaymentActions.FAILED,
  PaymentActions.CANCELED,
]

/** Acts on a provider's notice that a payment failed or was cancelled. */
export default async function revertFailedPayment(
  args: SubscriberArgs<ProviderWebhookPayload>
): Promise<void> {
  inBackground(args.container, "notice", async () => await actOnNotice(args))
}

export async function actOnNotice({
  event,
  container,
}: SubscriberArgs<ProviderWebhookPayload>): Promise<void> {
  const { data } = event
  const notice = await container
    .resolve(Modules.PAYMENT)
    .getWebhookActionAndData(withRawData(data))
  const sessionId = notice.data?.session_id
  if (!sessionId || !FAILED_ACTIONS.includes(notice.action)) {
    return
  }
  await revertFailedPaymentWorkflow(container).run({
    input: { payment_session_id: sessionId },
  })
}

/** A bus that serialises its events turns the raw body's buffer into JSON. */
function withRawData(data: ProviderWebhookPayload): ProviderWebhookPayload {
  const rawData = data.payload.rawData as unknown as
    { type?: string; data?: number[] } | undefined
  return rawData?.type === "Buffer"
    ? {
        ...data,
        payload: { ...data.payload, rawData: Buffer.from(rawData.data ?? []) },
      }
    : data
}

export const config: SubscriberConfig = {
  event: PaymentWebhookEvents.WebhookReceived,
  context: { subscriberId: "order-finalization-revert-failed-payment" },
}
