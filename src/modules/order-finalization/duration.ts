import { z } from "@medusajs/framework/zod"

export const MS_BY_UNIT = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const DURATION = /^([1-9]\d*)(ms|s|m|h|d)$/
const UNITS = "ms, s, m, h and d"

// Up to Medusa 2.13 core has zod 3, which takes the message of a type as an object only, and
// would send a default that stands behind a transform through it.

/**
 * A duration as a person writes it, in milliseconds.
 *
 * @param min - Shorter is a mistake, as is longer than `max`, and a date beyond what a
 * database can hold would cost every order its record.
 */
export const duration = (min: string, max: string, orNull = "") => {
  const message = `a duration such as "30s", "5m", "12h" or "7d"${orNull}, from "${min}" to "${max}" (units: ${UNITS})`
  return z
    .string({ message })
    .regex(DURATION, message)
    .transform(toMs)
    .refine((ms) => ms >= toMs(min) && ms <= toMs(max), message)
}

/** The same, with what holds if none is given, in milliseconds. */
export const durationOr = (ms: number, min: string, max: string) =>
  duration(min, max)
    .optional()
    .transform((given) => given ?? ms)

function toMs(value: string): number {
  const [, amount, unit] = DURATION.exec(value) ?? []
  return Number(amount) * MS_BY_UNIT[unit as keyof typeof MS_BY_UNIT]
}
