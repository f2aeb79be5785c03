import * as path from "path"
import { parseArgs } from "util"
import { MedusaError } from "@medusajs/framework/utils"
import { dateTime } from "../../api/date-time"
import { filledText } from "../../api/text"
import type { FinalizedPeriod } from "../../modules/order-finalization/compare-types"

export type CompareWords = {
  file: string
  period: FinalizedPeriod | null
  /** The consumer that is to have the events of what differs again. */
  repair: string | null
  /** Where the differences are written to. */
  out: string
}

const DEFAULT_OUT = "differences.csv"

export const USAGE =
  "Expected: compare.js -- orders.csv [--since 2026-11-01] [--until 2026-12-01] [--repair consumer] [--out differences.csv]"

/**
 * What a script is called with. `medusa exec` hands over what comes before `--` alone, and
 * refuses an option there (Medusa 2.21.2).
 */
export function findWords(args: string[], argv = process.argv): string[] {
  const dashes = argv.indexOf("--")
  return [...args, ...(dashes < 0 ? [] : argv.slice(dashes + 1))]
}

/**
 * @throws `MedusaError` of type `INVALID_DATA` that names what is wrong.
 */
export function parseWords(words: string[]): CompareWords {
  const { positionals, values } = parse(words)
  const [file, ...more] = positionals
  if (!file || more.length) {
    throw bad(`one CSV file, got ${positionals.length}`)
  }
  const { since, until, repair, out = DEFAULT_OUT } = values
  const period = since === undefined ? null : toPeriod(since, until)
  if (until !== undefined && !period) {
    throw bad("`--until` to come with a `--since`")
  }
  if (repair !== undefined && !filledText.safeParse(repair).success) {
    throw bad("`--repair` to name a consumer")
  }
  if (path.resolve(out) === path.resolve(file)) {
    throw bad("`--out` to be another file than the one that is read")
  }
  return { file, period, repair: repair ?? null, out }
}

function parse(words: string[]) {
  const text = { type: "string" } as const
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: { since: text, until: text, repair: text, out: text },
    })
  } catch (error) {
    throw bad(`what is said below, got: ${(error as Error).message}`)
  }
}

function toPeriod(since: string, until?: string): FinalizedPeriod {
  const period = {
    since: toTime("--since", since),
    ...(until !== undefined && { until: toTime("--until", until) }),
  }
  if (period.until && period.until <= period.since) {
    throw bad("`--until` to be later than `--since`")
  }
  return period
}

function toTime(name: string, value: string): string {
  const { success, data } = dateTime.safeParse(value)
  if (!success) {
    throw bad(
      `\`${name}\` to be a date or a time such as 2026-11-01, got ${JSON.stringify(value)}`
    )
  }
  return data
}

const bad = (expected: string) =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Expected ${expected}.\n${USAGE}`
  )
