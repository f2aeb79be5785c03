/**
 * SQL for whether a row is a receipt of an order that its consumer is still to have. The order
 * alone is the way to it: an order has few receipts, a consumer's backlog thousands. Said by
 * `||`, the consumer is none, which PostgreSQL would take for as short while it has no
 * statistics.
 */
export const isPendingOf = (row: string, orderId: string, consumer: string) =>
  `${row}.order_id = ${orderId}
             and ${row}.consumer || '' = ${consumer}
             and ${row}.status = 'pending'
             and ${row}.deleted_at is null`

/**
 * The same of the order and the consumer of a row `receipt`. With `offset` it is asked for each
 * row: as a join, PostgreSQL would read the whole backlog for what it takes for few rows.
 */
const existsPending = (row: string, condition: string) => `exists (
           select 1
           from order_finalization_receipt ${row}
           where ${isPendingOf(row, "receipt.order_id", "receipt.consumer")}
             and ${condition}
           offset 0
         )`

/** SQL for whether the consumer of a row `receipt` is still to have an earlier event of the order. */
export const HAS_EARLIER_RECEIPT = existsPending(
  "earlier",
  "earlier.sequence < receipt.sequence"
)

/** SQL for whether it is still to have a later one. */
export const HAS_LATER_RECEIPT = existsPending(
  "later",
  "later.sequence > receipt.sequence"
)
