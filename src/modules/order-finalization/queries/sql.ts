import type { Context } from "@medusajs/framework/types"
import {
  LOCK_PATIENCE_MS,
  SHORT_LOCK_PATIENCE_MS,
  SHORT_PATIENCE_FOR_MS,
} from "../timing"

/** What the queries need of a MikroORM manager; placeholders are `?`. */
export type SqlManager = {
  execute<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>
}

/** SQL for a record's age, by the clock that has set its `created_at`. */
export const AGE_MS = `(extract(epoch from now() - created_at) * 1000)::float8 as age_ms`

const LOCK_NOT_AVAILABLE = "55P03"
const QUERY_CANCELED = "57014"

let lastWaitedInVain = -Infinity

/** `?, ?, ?` for a list of values. */
export const placeholders = (values: unknown[]): string =>
  values.map(() => "?").join(", ")

/**
 * The manager of a service method's context: its transaction's, if there is one. PostgreSQL
 * itself ends what waits for too long, so that no connection stays taken.
 *
 * @param patienceMs - After this what is run is over, however many statements it has.
 */
export function toSql(context: Context, patienceMs = Infinity): SqlManager {
  // Medusa types its managers as `unknown`; both are MikroORM entity managers.
  const manager = (context.transactionManager ?? context.manager) as SqlManager
  const deadline = Date.now() + patienceMs
  return {
    execute: async <Row>(sql: string, parameters?: unknown[]) => {
      // In one message with the statement: no further round trip. `local` holds until the
      // message's end, or the transaction's.
      const bounded = `${toBounds(deadline - Date.now())} ${sql}`
      try {
        // One result per statement; the types know of one statement alone.
        const results = await manager.execute<Row[]>(bounded, parameters)
        return results.at(-1)!
      } catch (error) {
        if (isWaitedInVain(error)) {
          lastWaitedInVain = Date.now()
        }
        throw error
      }
    },
  }
}

/** 0 would mean: no bound at all. */
function toBounds(leftMs: number): string {
  const isLocked = Date.now() - lastWaitedInVain < SHORT_PATIENCE_FOR_MS
  const lockMs = isLocked ? SHORT_LOCK_PATIENCE_MS : LOCK_PATIENCE_MS
  const lock = `set local lock_timeout = ${Math.max(1, Math.min(lockMs, leftMs))};`
  return Number.isFinite(leftMs)
    ? `${lock} set local statement_timeout = ${Math.max(1, leftMs)};`
    : lock
}

function isWaitedInVain(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: string }
  return code === LOCK_NOT_AVAILABLE || code === QUERY_CANCELED
}
