/** Stands for what is not the same each time. */
const WHAT = "{{what}}"

/**
 * The sentences of `review_reason`, by what the dashboard knows them by: it shows them in
 * the reader's language, and with them what can be done.
 */
export const ReviewReasons = {
  money_to_give_back:
    "The order is reverted, but a payment holds money: it is to be given back.",
  run_undone:
    "The run that created the order was undone, but the order still stands.",
  run_lost:
    "The run that created the order ended before its last step, and nobody continues it.",
  parent_run_lost:
    "Whether the workflow around complete-cart has succeeded cannot be told any more.",
  held: "Held by a gate, {{what}}",
  revoked:
    "The payment provider says that the payment failed or was cancelled, though it is authorized here.",
  noticed:
    "A webhook says that a payment failed or was cancelled meanwhile: {{what}}.",
  unrecorded: "Captured but not recorded as an order transaction: {{what}}.",
  payment_ended:
    "The order's payment was cancelled or given back, and no other is on its way.",
  payment_failed: "The order's payment has failed, and no other is on its way.",
  not_covered: "The order's payment does not cover what is to be paid.",
  partly_paid: "The payment covers only a part of what is to be paid.",
  late_with_money:
    "The payment is late, but money is authorized or captured: the plugin does not cancel the order.",
  late_at_provider:
    "The payment is late here, but the payment provider holds money for it: the plugin does not cancel the order.",
  late_and_silent:
    "The payment is late, but the payment provider could not be asked whether it holds money: the plugin does not cancel the order.",
  not_asked_for:
    "Nobody is asked to pay for the order: it has no payment collection, and no capture of its own covers it.",
  not_canceled: "The order is to be cancelled ({{what}}), but still stands.",
  not_reconciled: "The order could not be reconciled: {{what}}",
} as const

export type ReviewReasonName = keyof typeof ReviewReasons

/** @param what - What the sentence names, if it names something. */
export const toReviewReason = (name: ReviewReasonName, what = ""): string =>
  ReviewReasons[name].replace(WHAT, () => what)

/** Which sentence it is, and what it names; `null` for one that is not of these. */
export function readReviewReason(
  sentence: string
): { name: ReviewReasonName; what: string } | null {
  for (const name of Object.keys(ReviewReasons) as ReviewReasonName[]) {
    const [head = "", tail] = ReviewReasons[name].split(WHAT)
    if (tail === undefined) {
      if (sentence === head) {
        return { name, what: "" }
      }
    } else if (sentence.startsWith(head) && sentence.endsWith(tail)) {
      return {
        name,
        what: sentence.slice(head.length, sentence.length - tail.length),
      }
    }
  }
  return null
}
