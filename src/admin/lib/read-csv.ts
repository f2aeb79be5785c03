import { findDelimiter, toColumns } from "../../scripts/compare/to-columns"
import { toRawOrder, type RawOrder } from "../../scripts/compare/to-raw-order"

/** What is wrong with a CSV: its text below `compare`, and what that names. */
export class CsvError extends Error {
  constructor(
    readonly text: "noColumn" | "twice" | "noCsv",
    readonly what: string
  ) {
    super(what)
  }
}

/**
 * Reads the orders that an outside system has exported, as the compare script does. The
 * route says what is wrong with a single one.
 *
 * @throws {@link CsvError} for what is no CSV, or has no column that an order is known by.
 */
export async function readCsv(text: string): Promise<RawOrder[]> {
  const [header = [], ...lines] = await parse(text)
  const columns = toColumns(header)
  if (typeof columns === "string") {
    const [, twice] = /^Expected one column "(\w+)"/.exec(columns) ?? []
    throw twice
      ? new CsvError("twice", twice)
      : new CsvError("noColumn", header.join(", ").slice(0, 200))
  }
  return lines.map((line) => toRawOrder(columns, line))
}

async function parse(text: string): Promise<string[][]> {
  // Loaded by who compares alone.
  const { parse } = await import("csv-parse/browser/esm/sync")
  try {
    return parse(text, {
      bom: true,
      delimiter: findDelimiter(text),
      skip_empty_lines: true,
      trim: true,
    }) as string[][]
  } catch (error) {
    throw new CsvError("noCsv", (error as Error).message)
  }
}
