/** SQL that makes a due row `receipt` the caller's for a lease, in milliseconds. */
export const TAKE_RECEIPT = `set attempts = receipt.attempts + 1,
         next_attempt_at = now() + ? * interval '1 millisecond',
         last_error = null,
         updated_at = now()`

/** SQL for what a claim gives of a row `receipt` and its `event`. */
export const TAKEN_RECEIPT = `receipt.id as receipt_id, receipt.consumer, receipt.attempts,
       receipt.failed_attempts, event.id, event.order_id, event.sequence, event.name, event.data`
