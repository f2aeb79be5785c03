import type {
  OrderFinalizationEventName,
  OrderFinalizedEventData,
  OrderRevertedEventData,
} from "../types"
import { OWN_KEY } from "./feed-key"
import type { SqlManager } from "./sql"

/** Records an event that is due at once; one that was only staged becomes due. */
export async function recordEvent(
  manager: SqlManager,
  name: OrderFinalizationEventName,
  data: OrderFinalizedEventData | OrderRevertedEventData
): Promise<void> {
  await manager.execute(
    `insert into order_event (
       id, order_id, sequence, name, data, due_at, next_attempt_at, feed_key
     ) values (
       ?, ?, ?, ?, ?::jsonb, now(), now(), ${OWN_KEY} || ?
     )
     on conflict (order_id, name) do update
       set data = excluded.data,
           feed_key = excluded.feed_key,
           due_at = now(),
           next_attempt_at = now(),
           updated_at = now()
       where order_event.due_at is null`,
    [
      data.event_id,
      data.id,
      data.sequence,
      name,
      JSON.stringify(data),
      data.event_id,
    ]
  )
}
