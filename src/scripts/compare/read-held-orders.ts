import { createReadStream } from "fs"
import { open } from "fs/promises"
import { pipeline } from "stream"
import { CsvError, parse, type Info } from "csv-parse"
import {
  heldOrder,
  MAX_COMPARED,
} from "../../api/admin/order-finalizations/compare/validators"
import type { HeldOrder } from "../../modules/order-finalization/compare-types"
import { toBadLine } from "./bad-line"
import { findDelimiter, toColumns, type Columns } from "./to-columns"
import { toRawOrder } from "./to-raw-order"

/** Longer than any header. */
const HEAD_BYTES = 64 * 1024
/** Longer than any line: a quote that nobody closes would take the whole file in. */
const MAX_LINE_LENGTH = 1024 * 1024
/** The parser says where it gave up, not what of. */
const ENDLESS = ["CSV_QUOTE_NOT_CLOSED", "CSV_MAX_RECORD_SIZE"]

/**
 * Reads the orders that an outside system has exported as CSV: a column `id`, `order_id` or
 * `display_id`, one `state` if it likes, others as it likes; `,` or `;`, with or without BOM
 * and quotes. In batches, so that a file of any size takes little memory.
 *
 * @throws `MedusaError` of type `INVALID_DATA` for a bad line, with its number.
 */
export async function* readHeldOrders(
  file: string
): AsyncGenerator<HeldOrder[]> {
  const parser = parse({
    bom: true,
    delimiter: findDelimiter(await readHead(file)),
    info: true,
    max_record_size: MAX_LINE_LENGTH,
    // Checked here, where it is known on which line a record begins.
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  })
  // What goes wrong on either side ends both, and the loop below.
  pipeline(createReadStream(file), parser, () => {})
  let header: { columns: Columns; length: number } | null = null
  let batch: HeldOrder[] = []
  let offset = 0
  try {
    for await (const read of parser) {
      const { record, info } = read as { record: string[]; info: Info }
      if (!header) {
        const columns = toColumns(record)
        if (typeof columns === "string") {
          throw await toBadLine(file, offset, columns)
        }
        header = { columns, length: record.length }
      } else {
        const order =
          record.length === header.length
            ? toHeldOrder(header.columns, record)
            : `Expected ${header.length} cells as in the header, got ${record.length}`
        if (typeof order === "string") {
          throw await toBadLine(file, offset, order)
        }
        batch.push(order)
      }
      offset = info.bytes
      if (batch.length === MAX_COMPARED) {
        yield batch
        batch = []
      }
    }
  } catch (error) {
    // It names its own place: the parser is ahead of what has been taken from it.
    throw error instanceof CsvError
      ? await toBadLine(file, Number(error["bytes"]), toProblem(error))
      : error
  }
  if (!header) {
    throw await toBadLine(file, 0, "Expected a header, got nothing")
  }
  yield batch
}

async function readHead(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const buffer = Buffer.alloc(HEAD_BYTES)
    const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES)
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The order of a record, or what is wrong with it. */
function toHeldOrder(columns: Columns, record: string[]): HeldOrder | string {
  const { success, data, error } = heldOrder.safeParse(
    toRawOrder(columns, record)
  )
  if (!success) {
    const { path, message } = error.issues[0]!
    return path.length ? `${path.join(".")}: ${message}` : message
  }
  return data
}

const toProblem = ({ code, message }: CsvError): string =>
  ENDLESS.includes(code)
    ? "A quote is opened and not closed"
    : message.replace(/ (on|at) line \d+/, "")
