import type {
  AdminOrderEventResponse,
  AdminOrderFinalizationResponse,
  AdminRetriedReceiptsResponse,
} from "../../api/answers"
import type { Json } from "../../api/json"
import { toStanding } from "./standing"
import { useAction } from "./use-action"
import { useConsumerName } from "./use-consumer-name"
import { useTexts } from "./use-texts"
import { useWords } from "./use-words"

/** How the backend names the way out when a payment falls short. */
const FALLS_SHORT = /accept_amount/

/** What a person can do about an order, and about the delivery of its events. */
export function useOrderActions() {
  const { t } = useTexts()
  const words = useWords()
  const act = useAction()
  const toName = useConsumerName()

  const toOutcome =
    (isCanceled: boolean) =>
    ({ order_finalization }: Json<AdminOrderFinalizationResponse>) =>
      t("actions.now", {
        standing: words.toStanding(toStanding(order_finalization, isCanceled)),
      })

  const release = async (orderId: string) => {
    const path = `/admin/orders/${orderId}/finalization/release`
    const answer = await act<AdminOrderFinalizationResponse>({
      name: "release",
      path,
      // An order that is cancelled cannot be released.
      toOutcome: toOutcome(false),
    })
    if (answer instanceof Error && FALLS_SHORT.test(answer.message)) {
      await act<AdminOrderFinalizationResponse>({
        name: "accept",
        path,
        body: { accept_amount: true },
        toOutcome: toOutcome(false),
        isDangerous: true,
      })
    }
  }

  /** @param isCanceled - Whether the order was cancelled, which the answer does not say. */
  const lookAgain = async (orderId: string, isCanceled: boolean) =>
    void (await act<AdminOrderFinalizationResponse>({
      name: "lookAgain",
      path: `/admin/orders/${orderId}/finalization/reconcile`,
      toOutcome: toOutcome(isCanceled),
    }))

  const redeliver = async (redelivery: {
    event_id: string
    consumer?: string
  }) => {
    const { event_id, consumer } = redelivery
    await act<AdminOrderEventResponse>({
      name: consumer ? "redeliverToOne" : "redeliver",
      values: { consumer: consumer && toName(consumer) },
      path: `/admin/order-events/${event_id}/redeliver`,
      body: { consumer },
    })
  }

  /** Without an event: all that has failed for the consumer. */
  const retry = async (failed: { consumer: string; event_id?: string }) => {
    const { consumer, event_id } = failed
    await act<AdminRetriedReceiptsResponse>({
      name: event_id ? "retry" : "retryAll",
      values: { consumer: toName(consumer) },
      path: "/admin/order-event-receipts/retry",
      body: { consumer, event_id },
      toOutcome: ({ count }) =>
        t("actions.retried", { consumer: toName(consumer), count }),
    })
  }

  return { release, lookAgain, redeliver, retry }
}
