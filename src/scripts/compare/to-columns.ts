/** What a file may name an order by and say of it; `id` is `order_id`, for short. */
const KNOWN = ["id", "order_id", "display_id", "state"]

/** The index of each column that a file has. */
export type Columns = { id?: number; display_id?: number; state?: number }

const toName = (cell: string): string =>
  cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_")

/**
 * The separator of a file, by its first line: the one between whose cells a known column
 * is. An ERP takes that of its country, and numbers with a decimal comma are then no cells.
 */
export function findDelimiter(head: string): string {
  const [line = ""] = head.trim().split(/[\r\n]/, 1)
  const isKnown = (cell: string) =>
    KNOWN.includes(toName(cell.replace(/"/g, "")))
  return [",", ";"].find((each) => line.split(each).some(isKnown)) ?? ","
}

/**
 * Finds the columns in a header. Beside an `order_id`, an `id` is the outside system's own.
 *
 * @returns What is wrong with the header, if something is.
 */
export function toColumns(header: string[]): Columns | string {
  const names = header.map(toName)
  const twice = KNOWN.find(
    (name) => names.indexOf(name) !== names.lastIndexOf(name)
  )
  if (twice) {
    return `Expected one column "${twice}", got several`
  }
  const find = (name: string) =>
    names.includes(name) ? names.indexOf(name) : undefined
  const id = find("order_id") ?? find("id")
  const display_id = find("display_id")
  return id === undefined && display_id === undefined
    ? `Expected a column "id", "order_id" or "display_id", got ${JSON.stringify(header.join(", ").slice(0, 200))}`
    : { id, display_id, state: find("state") }
}
