import { placeholders, type SqlManager } from "../sql"
import { FIRST_BACK_OFF_MS } from "../../timing"

/** Puts back events that the event bus did not take: twice as long after every attempt. */
export async function postponeEvents(
  manager: SqlManager,
  ids: string[],
  error: string,
  maxBackOffMs: number
): Promise<void> {
  await manager.execute(
    `update order_finalization_event
     set next_attempt_at = now()
           + least(${FIRST_BACK_OFF_MS} * power(2, least(attempts, 20)), ?)
             * interval '1 millisecond',
         claimed_until = null,
         last_error = ?,
         updated_at = now()
     where id in (${placeholders(ids)}) and next_attempt_at is not null`,
    [maxBackOffMs, error, ...ids]
  )
}
