import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

const MS_BY_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = /^([1-9]\d*)(ms|s|m|h|d)$/
const UNITS = "ms, s, m, h and d"

// Up to Medusa 2.13 core has zod 3, which takes the message of a type as an object only, and
// would send a default that stands behind a transform through it.

/**
 * @param min - Shorter is a mistake, as is longer than `max`, and a date beyond what a
 * database can hold would cost every order its record.
 */
const duration = (min: string, max: string, orNull = "") => {
  const message = `a duration such as "30s", "5m", "12h" or "7d"${orNull}, from "${min}" to "${max}" (units: ${UNITS})`
  return z
    .string({ message })
    .regex(DURATION, message)
    .transform(toMs)
    .refine((ms) => ms >= toMs(min) && ms <= toMs(max), message)
}

const durationOr = (ms: number, min: string, max: string) =>
  duration(min, max)
    .optional()
    .transform((given) => given ?? ms)

function toMs(value: string): number {
  const [, amount, unit] = DURATION.exec(value) ?? []
  return Number(amount) * MS_BY_UNIT[unit as keyof typeof MS_BY_UNIT]
}

const schema = z.strictObject({
  finalizeOn: z
    .enum(["authorized", "captured"], {
      message: `"authorized" or "captured"`,
    })
    .default("authorized"),
  awaitingPaymentTimeout: duration("1s", "365d", " or null")
    .nullable()
    .default(null),
  revertedEvents: z
    .enum(["all", "finalized"], { message: `"all" or "finalized"` })
    .default("all"),
  reconcileAfter: durationOr(MS_BY_UNIT.m, "1s", "1d"),
  eventRetention: durationOr(30 * MS_BY_UNIT.d, "1h", "3650d"),
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
   * The age after which a record that is not settled is looked at, as a duration from
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
