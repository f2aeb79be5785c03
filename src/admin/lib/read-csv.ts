import { findDelimiter, toColumns } from "../../scripts/compare/to-columns"
import { toRawOrder, type RawOrder } from "../../scripts/compare/to-raw-order"

/**
 * Reads the orders that an outside system has exported, as the compare script does. The
 * route says what is wrong with a single one.
 *
 * @throws `Error` for what is no CSV, or has no column that an order is known by.
 */
export async function readCsv(text: string): Promise<RawOrder[]> {
  // Loaded by who compares alone.
  const { parse } = await import("csv-parse/browser/esm/sync")
  const [header, ...lines] = parse(text, {
    bom: true,
    delimiter: findDelimiter(text),
    skip_empty_lines: true,
    trim: true,
  }) as string[][]
  const columns = toColumns(header ?? [])
  if (typeof columns === "string") {
    throw new Error(columns)
  }
  return lines.map((line) => toRawOrder(columns, line))
}
