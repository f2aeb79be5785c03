import { z } from "@medusajs/framework/zod"

/** What JavaScript and PostgreSQL both know, and write alike: the years 1 to 9999. */
const MIN = Date.parse("0001-01-01T00:00:00.000Z")
const MAX = Date.parse("9999-12-31T23:59:59.999Z")

/**
 * A time that a request brings, as ISO 8601: PostgreSQL reads fewer notations than
 * JavaScript, and another range of years.
 */
export const dateTime = z
  .string()
  .refine((value) => {
    const ms = Date.parse(value)
    return ms >= MIN && ms <= MAX
  }, 'Expected a date and time such as "2026-01-31T12:00:00Z", of the years 1 to 9999')
  .transform((value) => new Date(value).toISOString())
