import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

const MAX_LENGTH = 1_000
/** PostgreSQL takes neither NUL nor half a surrogate pair for text, and fails on both. */
const NOT_TEXT = /[\p{Cc}\p{Cs}]/u

const EXPECTED = `text without control characters, of at most ${MAX_LENGTH} characters`

const isText = (value: string): boolean =>
  value.length <= MAX_LENGTH && !NOT_TEXT.test(value)

/** An ID, a name or a cursor that a request brings: whatever PostgreSQL takes for text. */
export const text = z.string().refine(isText, `Expected ${EXPECTED}`)

/** Text that is not empty. Zod 3, of Medusa up to 2.13, takes no `min` behind a refinement. */
export const filledText = z
  .string()
  .min(1)
  .refine(isText, `Expected ${EXPECTED}`)

/** Refuses parameters of the path, `:id` say, that no database knows for text. */
export function validateParams(
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void {
  const bad = Object.entries(req.params).find(([, value]) => !isText(value))
  next(
    bad &&
      new MedusaError(
        MedusaError.Types.INVALID_DATA,
        `Invalid request: Expected \`${bad[0]}\` of the path to be ${EXPECTED}, got ${JSON.stringify(bad[1].slice(0, 100))}`
      )
  )
}
