import type { Columns } from "./to-columns"

/** What a line of a file says of an order, still to be validated. */
export type RawOrder = {
  id?: string
  display_id?: number | string
  state?: string
}

/** The order of a line. An empty cell is one that is not there. */
export function toRawOrder(columns: Columns, record: string[]): RawOrder {
  const cell = (column?: number) =>
    column === undefined ? "" : (record[column] ?? "").trim()
  const id = cell(columns.id)
  const display_id = cell(columns.display_id)
  const state = cell(columns.state).toLowerCase()
  return {
    ...(id && { id }),
    ...(display_id && { display_id: toNumber(display_id) }),
    ...(state && { state }),
  }
}

/** As people write it, "#1042" say. What is no number is for the validator to name. */
const toNumber = (text: string): number | string =>
  /^#?\d+$/.test(text) ? Number(text.replace("#", "")) : text
