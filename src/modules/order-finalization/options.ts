import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

const MS_BY_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = /^([1-9]\d*)(ms|s|m|h|d)$/
const UNITS = "ms, s, m, h and d"

/**
 * @param min - Shorter is a mistake, as is longer than `max`, and a date beyond what a
 * database can hold would cost every order its record.
 */
const duration = (min: string, max: string, orNull = "") => {
  const expected = `a duration such as "30s", "5m", "12h" or "7d"${orNull}, from "${min}" to "${max}" (units: ${UNITS})`
  return z
    .string(expected)
    .regex(DURATION, expected)
    .transform(toMs)
    .refine((ms) => ms >= toMs(min) && ms <= toMs(max), expected)
}

function toMs(value: string): number {
  const [, amount, unit] = DURATION.exec(value) ?? []
  return Number(amount) * MS_BY_UNIT[unit as keyof typeof MS_BY_UNIT]
}

/** What CloudEvents 1.0 takes for a source: a URI, or a reference to one. */
const source = `a URI such as "https://shop.example.com" or "urn:shop:eu"`
const isUriReference = (value: string): boolean =>
  /^[^\s<>"{}|\\^`]+$/.test(value) &&
  URL.canParse(value, "https://shop.example.com")

const schema = z.strictObject({
  finalizeOn: z
    .enum(["authorized", "captured"], `"authorized" or "captured"`)
    .default("authorized"),
  awaitingPaymentTimeout: duration("1s", "365d", " or null")
    .nullable()
    .default(null),
  revertedEvents: z
    .enum(["all", "finalized"], `"all" or "finalized"`)
    .default("all"),
  reconcileAfter: duration("1s", "1d").default(MS_BY_UNIT.m),
  eventRetention: duration("1h", "3650d").default(30 * MS_BY_UNIT.d),
  cloudEventsSource: z
    .string(source)
    .refine(isUriReference, source)
    .default("medusa-plugin-order-finalized"),
})

/** The plugin's options as a backend writes them in `medusa-config.ts`. */
export type OrderFinalizationOptions = {
  /**
   * What makes an order's payment good enough: the authorized amount, or only the
   * captured amount, has to cover what the order's payment collections ask for.
   *
   * @default "authorized"
   * @example "captured"
   */
  finalizeOn?: "authorized" | "captured"
  /**
   * How long an order may wait for its payment before the plugin cancels it, as a
   * duration from `"1s"` to `"365d"`; `null` waits forever.
   *
   * @default null
   * @example "7d"
   */
  awaitingPaymentTimeout?: string | null
  /**
   * Whether `order.reverted` is emitted for every reverted order, or only for those whose
   * `order.finalized` had left. The record says `reverted` either way.
   *
   * @default "all"
   * @example "finalized"
   */
  revertedEvents?: "all" | "finalized"
  /**
   * The age after which a record that is not settled is reconciled, as a duration from
   * `"1s"` to `"1d"`. Well above the longest checkout: a run that has not ended by then is
   * taken for dead.
   *
   * @default "1m"
   * @example "30s"
   */
  reconcileAfter?: string
  /**
   * How long published events stay readable in the feed, as a duration from `"1h"` to
   * `"3650d"`.
   *
   * @default "30d"
   * @example "90d"
   */
  eventRetention?: string
  /**
   * The `source` of CloudEvents, of webhooks and brokers: a URI, or a reference to one. A
   * receiver of several shops tells them apart by it.
   *
   * @default "medusa-plugin-order-finalized"
   * @example "https://shop.example.com"
   */
  cloudEventsSource?: string
}

/** The checked options; durations are in milliseconds. */
export type ParsedOptions = z.infer<typeof schema>

/**
 * Checks the plugin's options.
 *
 * @throws `MedusaError` of type `INVALID_ARGUMENT` that names the key, the value and what
 * is allowed.
 */
export function parseOptions(options: unknown): ParsedOptions {
  const result = schema.safeParse(options ?? {})
  if (result.success) {
    return result.data
  }

  const problems = result.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(schema.shape).join(", ")
      return issue.keys
        .map((key) => `Unknown option \`${key}\`; the options are ${known}`)
        .join(". ")
    }
    const key = issue.path.join(".") || "options"
    const value = issue.path.reduce<unknown>(
      (parent, part) => (parent as Record<PropertyKey, unknown>)?.[part],
      options
    )
    const expected = issue.path.length ? issue.message : "an object"
    return `Expected \`${key}\` to be ${expected}, got ${JSON.stringify(value)}`
  })
  throw new MedusaError(
    MedusaError.Types.INVALID_ARGUMENT,
    `medusa-plugin-order-finalized: ${problems.join(". ")}.`
  )
}
