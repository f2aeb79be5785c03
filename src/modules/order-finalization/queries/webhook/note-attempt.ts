import type { SqlManager } from "../sql"
import {
  MADE_ATTEMPTS,
  NEW_ATTEMPTS,
  toMadeAttempts,
  type MadeAttempt,
} from "./new-attempts"

/** Keeps what came of a request. */
export async function noteAttempt(
  manager: SqlManager,
  made: MadeAttempt
): Promise<void> {
  await manager.execute(`with ${MADE_ATTEMPTS} ${NEW_ATTEMPTS}`, [
    toMadeAttempts([made]),
  ])
}
