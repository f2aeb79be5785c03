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

/**
 * A duration as a person writes it, in milliseconds.
 *
 * @param min - Shorter is a mistake, as is longer than `max`, and a date beyond what a
 * database can hold would cost every order its record.
 */
export const duration = (min: string, max: string, orNull = "") => {
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
