import { MAX_COUNTED } from "../../types"

/**
 * SQL that counts rows, up to {@link MAX_COUNTED}: a page asks every few seconds, and what
 * is counted may be millions.
 *
 * @param rows - What follows `select`: from which table, and which rows.
 */
export const countUpTo = (rows: string): string =>
  `(select count(*)::int from (select ${rows} limit ${MAX_COUNTED}) counted)`
