/**
 * SQL for whether a row `other` is of the same order and consumer as a row `receipt`. An order
 * has few receipts, a consumer's backlog thousands: said by `||`, the consumer is no way to
 * find them, which PostgreSQL may take for as short as the order's.
 */
export const isOfSameOrder = (other: string) =>
  `${other}.order_id = receipt.order_id and ${other}.consumer || '' = receipt.consumer`

/** SQL for whether the consumer of a row `receipt` is still to have an earlier event of the order. */
export const HAS_EARLIER_RECEIPT = `exists (
           select 1
           from order_finalization_receipt earlier
           where ${isOfSameOrder("earlier")}
             and earlier.sequence < receipt.sequence
             and earlier.status = 'pending'
             and earlier.deleted_at is null
         )`
