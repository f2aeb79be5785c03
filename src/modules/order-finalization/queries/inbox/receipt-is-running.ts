/** SQL for whether the handler of a row `receipt` is running, and its lease not run out. */
export const RECEIPT_IS_RUNNING = `(receipt.status = 'pending' and receipt.attempts > 0
  and receipt.last_error is null and receipt.next_attempt_at > now())`
