import { readFile } from "fs/promises"
import { MedusaError } from "@medusajs/framework/utils"

/**
 * What is wrong with the record of a CSV file that begins behind so many bytes, and what is
 * empty there. The parser's own count of lines takes one of Windows within quotes for two, and
 * is of where a record ends (csv-parse 7.0.3); so the lines are counted, once.
 */
export async function toBadLine(
  file: string,
  offset: number,
  problem: string
): Promise<MedusaError> {
  // Of any encoding whose line breaks are bytes.
  const text = (await readFile(file)).toString("latin1")
  const [empty] = /^\s*/.exec(text.slice(offset))!
  const before = text.slice(0, offset) + empty
  const line = before.split(/\r\n|\r|\n/).length
  return new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `${file}, line ${line}: ${problem}`
  )
}
