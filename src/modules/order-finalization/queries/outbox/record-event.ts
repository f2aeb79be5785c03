import type {
  OrderFinalizationEventName,
  OrderFinalizedEventData,
  OrderRevertedEventData,
} from "../../types"
import { nextPosition } from "./next-position"
import { MAX_HOLD_MS } from "../../timing"
import type { SqlManager } from "../sql"

/**
 * Records an event that is due at once, at the feed's next position; one that was only
 * staged becomes due, and for one that is due already nothing happens. The last statement
 * of a transaction that has locked the order; see {@link nextPosition}.
 */
export async function recordEvent(
  manager: SqlManager,
  name: OrderFinalizationEventName,
  data: OrderFinalizedEventData | OrderRevertedEventData
): Promise<void> {
  await manager.execute(
    `with event as (
       select ?::text as id, ?::text as order_id, ?::int as sequence, ?::text as name,
         ?::jsonb as data
     ), not_due as (
       select id
       from event
       where not exists (
         select 1
         from order_finalization_event due
         where due.order_id = event.order_id
           and due.name = event.name
           and due.due_at is not null
       )
     ), counter as (
       ${nextPosition("not_due")}
     )
     insert into order_finalization_event (
       id, order_id, sequence, name, data, due_at, next_attempt_at, position
     )
     select event.id, event.order_id, event.sequence, event.name, event.data, now(), now(),
       (select last_position from counter)
     from event
     join not_due on not_due.id = event.id
     on conflict (order_id, name) do update
       set data = excluded.data,
           due_at = excluded.due_at,
           next_attempt_at = excluded.next_attempt_at,
           position = excluded.position,
           updated_at = now()
       where order_finalization_event.due_at is null
     returning id, set_config('idle_in_transaction_session_timeout', ?, true)`,
    [
      data.event_id,
      data.id,
      data.sequence,
      name,
      JSON.stringify(data),
      String(MAX_HOLD_MS),
    ]
  )
}
