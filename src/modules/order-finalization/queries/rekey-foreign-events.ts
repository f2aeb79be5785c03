import { NEXT_KEY, OWN_KEY } from "./feed-key"
import type { SqlManager } from "./sql"

/**
 * Gives events that came from another database cluster, by a dump or by logical
 * replication, keys of this one: its transaction IDs are smaller, and the feed would not
 * show them for a long time. The old key follows the new, so that their order stays. With
 * it a new epoch of the feed begins: a cursor of the last one may point anywhere.
 */
export async function rekeyForeignEvents(manager: SqlManager): Promise<void> {
  await manager.execute(
    `with rekeyed as (
       update order_event
       set feed_key = ${OWN_KEY} || feed_key
       where feed_key >= ${NEXT_KEY}
         and deleted_at is null
       returning id
     )
     update order_finalization_audit
     set feed_epoch = feed_epoch + 1, feed_pruned_until = null, updated_at = now()
     where exists (select 1 from rekeyed)`
  )
}
