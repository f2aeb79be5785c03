/** SQL for whether the consumer of a row `receipt` is still to have an earlier event of the order. */
export const HAS_EARLIER_RECEIPT = `exists (
           select 1
           from order_finalization_receipt earlier
           where earlier.order_id = receipt.order_id
             and earlier.consumer = receipt.consumer
             and earlier.sequence < receipt.sequence
             and earlier.status = 'pending'
             and earlier.deleted_at is null
         )`
