import {
  ContainerRegistrationKeys,
  Modules,
  PaymentSessionStatus,
  promiseAll,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { ProviderEvidence } from "../../modules/order-finalization/decide"
import type { RecordState } from "../../modules/order-finalization/types"
import { withTimeout } from "../../utils/with-timeout"
import {
  isOnItsWay,
  isRefused,
  toLivingPayments,
  toSessions,
  type PaymentSource,
  type SourceSession,
} from "./to-payment-evidence"
import { PROVIDER_TIMEOUT_MS } from "../../modules/order-finalization/timing"

/** Core's provider of manual payments: nobody stands behind it who could be asked. */
const MANUAL_PROVIDER = "pp_system_default"

const HOLDING: string[] = [
  PaymentSessionStatus.AUTHORIZED,
  PaymentSessionStatus.CAPTURED,
]

/**
 * Asks the payment provider about an order's sessions where there is a reason to: a webhook
 * has called one failed, the order's run has only just ended (such a webhook may have come
 * before there was a record to note it on), or the order is to be cancelled. A webhook is never
 * evidence itself: it may come late, twice, or of an attempt that another one has replaced.
 *
 * @param record - `null` if the order has none yet.
 */
export async function askProvider(
  container: MedusaContainer,
  source: PaymentSource,
  record: RecordState | null,
  isOverdue: boolean
): Promise<ProviderEvidence> {
  const noticed = record?.noticed_session_ids ?? []
  const isFirst = !record || record.status === "pending"
  const isCanceling = Boolean(record?.canceling_code)
  const sessions = source.collections.flatMap(toSessions)
  const asked = sessions.filter(
    (session) =>
      noticed.includes(session.id) ||
      ((isFirst || isCanceling) && isDeferred(session)) ||
      (isOverdue && isOnItsWay(session))
  )
  const statuses = await askStatuses(container, asked)
  const answering = (isAnswer: (status: string) => boolean) =>
    asked.filter(({ id }) => isAnswer(statuses.get(id) ?? ""))
  const refused = answering(isRefused)
  const hasRefused = ({ id }: SourceSession) =>
    refused.some((session) => session.id === id)
  const payments = toLivingPayments(source)

  return {
    noticed_session_ids: noticed,
    has_refused:
      refused.some(isDeferred) &&
      !payments.length &&
      !sessions.some((session) => isOnItsWay(session) && !hasRefused(session)),
    has_revoked: payments.some((payment) =>
      refused.some(({ id }) => id === payment.payment_session_id)
    ),
    holds_money: answering((status) => HOLDING.includes(status)).some(
      isOnItsWay
    ),
    is_silent: asked.some(({ id }) => !statuses.has(id)),
  }
}

const isDeferred = ({ status, authorized_at }: SourceSession) =>
  !authorized_at && status === PaymentSessionStatus.PENDING_AUTHORIZATION

/** The provider's own word on each session; none of one that could not be asked. */
async function askStatuses(
  container: MedusaContainer,
  sessions: SourceSession[]
): Promise<Map<string, string>> {
  const statuses = new Map<string, string>()
  if (!sessions.length) {
    return statuses
  }
  const payment = container.resolve(Modules.PAYMENT)
  const withData = await payment.listPaymentSessions(
    { id: sessions.map(({ id }) => id) },
    { select: ["id", "provider_id", "data"] }
  )
  // The payment module asks its providers by this service alone, and offers no method
  // that would ask without authorizing (Medusa 2.21.2).
  const { paymentProviderService_: providers } = payment as unknown as {
    paymentProviderService_: {
      getStatus(
        providerId: string,
        input: { data?: Record<string, unknown> }
      ): Promise<{ status: string }>
    }
  }
  await promiseAll(
    withData.map(async ({ id, provider_id, data }) => {
      if (provider_id === MANUAL_PROVIDER) {
        statuses.set(id, PaymentSessionStatus.PENDING)
        return
      }
      try {
        const answer = providers.getStatus(provider_id, { data })
        const { status } = await withTimeout(answer, PROVIDER_TIMEOUT_MS)
        statuses.set(id, status)
      } catch {
        // A provider's error may hold anything: whose it is says enough.
        container
          .resolve(ContainerRegistrationKeys.LOGGER)
          .warn(
            `medusa-plugin-order-finalized: payment provider ${provider_id} could not be asked about session ${id}; it is asked again later`
          )
      }
    })
  )
  return statuses
}
