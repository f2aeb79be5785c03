import { writeFile } from "fs/promises"
import type {
  ComparedOrder,
  OrderComparison,
} from "../../modules/order-finalization/compare-types"

const KINDS = [
  "to_void",
  "missing",
  "to_restore",
  "not_final_yet",
  "unknown",
] as const satisfies (keyof OrderComparison)[]

const COLUMNS = ["difference", "id", "display_id", "status", "reason"]

/** A page of a terminal: the file has them all. */
const MAX_ROWS = 40

/** A line per order that differs, in the order of {@link COLUMNS}. */
export type Difference = string[]

export const listDifferences = (comparison: OrderComparison): Difference[] =>
  KINDS.flatMap((kind) =>
    comparison[kind].map((order) => toDifference(kind, order))
  )

const toDifference = (
  kind: string,
  { id, display_id, status, reason }: ComparedOrder
): Difference => [
  kind,
  id ?? "",
  String(display_id ?? ""),
  status ?? "",
  reason?.code ?? "",
]

/** The differences as lines of a table, the first ones alone if there are many. */
export function toTable(differences: Difference[]): string[] {
  if (!differences.length) {
    return []
  }
  const rows = [COLUMNS, ...differences.slice(0, MAX_ROWS)]
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]!.length))
  )
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd()
  )
  const more = differences.length - MAX_ROWS
  return more > 0 ? [...lines, `and ${more} more`] : lines
}

/** How many of each, in a sentence. */
export const toCounts = (comparison: OrderComparison): string =>
  [
    ...KINDS.map((kind) => `${comparison[kind].length} ${kind}`),
    `${comparison.agreed} agreed`,
  ].join(", ")

/** Writes them as CSV, the header also without any: an older file would mislead. */
export async function writeDifferences(
  file: string,
  differences: Difference[]
): Promise<void> {
  const lines = [COLUMNS, ...differences].map((row) =>
    row.map(toCell).join(",")
  )
  await writeFile(file, `${lines.join("\n")}\n`)
}

/** What a spreadsheet would take for a formula, and run. */
const FORMULA = /^[=+\-@\t\r]/

/** What an outside system has made up may hold anything. */
function toCell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",;\s]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}
