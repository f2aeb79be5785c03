/**
 * The body of a recursive `consumers (consumer)`: whoever has an open receipt. It goes
 * from one consumer to the next in the index, whatever the number of their receipts, and
 * ends with a null.
 */
export const OPEN_CONSUMERS = `
       select min(consumer) as consumer
       from order_finalization_receipt
       where next_attempt_at is not null and deleted_at is null
       union all
       select (
         select min(receipt.consumer)
         from order_finalization_receipt receipt
         where receipt.next_attempt_at is not null
           and receipt.deleted_at is null
           and receipt.consumer > consumers.consumer
       )
       from consumers
       where consumers.consumer is not null`
