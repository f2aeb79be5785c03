import { OWN_PAYMENT_WITHIN_MS } from "../../modules/order-finalization/timing"
import { processWide } from "../../utils/process-registry"
import { within } from "../../utils/within"
import { toAuthorizedPayment } from "./core-shape"
import type { StepHandlerResult } from "./step-handler"

/** As many are kept whose event another instance may have had. */
const MAX_KEPT = 1_000

const own = processWide("own-payments", () => ({
  /** Steps that are authorizing a payment. */
  running: new Set<Promise<unknown>>(),
  /** The payments that came of it, the oldest first. */
  ids: new Set<string>(),
}))

/** Runs the step that authorizes a run's payment, and remembers the payment. */
export async function authorizeOwn(
  authorize: () => Promise<StepHandlerResult>
): Promise<StepHandlerResult> {
  const running = authorize().then((result) => {
    const payment = toAuthorizedPayment(result)
    if (payment) {
      keep(payment.id)
    }
    return result
  })
  own.running.add(running)
  try {
    return await running
  } finally {
    own.running.delete(running)
  }
}

function keep(id: string): void {
  own.ids.add(id)
  if (own.ids.size > MAX_KEPT) {
    const [oldest] = own.ids
    own.ids.delete(oldest!)
  }
}

/**
 * Whether a payment that an event tells of, once, is that of a run of this process, which
 * tells of its order itself. Core emits the event within the step, a moment before its end.
 */
export async function takeOwnPayment(id: string): Promise<boolean> {
  const deadline = Date.now() + OWN_PAYMENT_WITHIN_MS
  while (!own.ids.has(id) && own.running.size && Date.now() < deadline) {
    const ended = Promise.race(own.running).catch(() => {})
    await within(deadline - Date.now(), ended, () => {})
  }
  return own.ids.delete(id)
}
