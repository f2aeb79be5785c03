import { redact } from "./redact"

const MAX_LENGTH = 500
/**
 * What is looked at of a message, whatever its length: the time that it takes is bounded
 * by this alone.
 */
const WINDOW = 1_000
/** The same of another system's answer, which is read by whoever mends it. */
const MAX_EXCERPT_LENGTH = 1_000
const EXCERPT_WINDOW = 1_500
/**
 * As long as what a window's end may cut in two, an email address say, and so hide from the
 * redaction.
 */
const CUT_LENGTH = 320
/** What is left of a message at least: of one full of addresses, `[redacted]`. */
const SHORTEST = 10
/** What a cut leaves may read otherwise: it is looked at until nothing changes any more. */
const MAX_ROUNDS = 8

const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/
const TABS = /\t/g
const WHITE_SPACE = /[\s\u0085]+/g
/** Control and invisible characters, and halves of surrogate pairs: no text has them. */
const NOT_TEXT = /[\p{Cc}\p{Cf}\p{Cs}]/gu
const SQL_STATE = /^[0-9A-Z]{5}$/

/**
 * The first line of an error's message, fit to be kept: without what looks like a card
 * number, an email address, a password or a key, at most 500 characters of valid text that
 * PostgreSQL takes. Never throws, and takes the same time for a message of any length.
 *
 * @param thrown - Whatever was thrown, or the message of it: anything may be.
 */
export function toPublicMessage(thrown: unknown): string | null {
  const message = toText(thrown)
  const window = message.slice(0, WINDOW).trimStart()
  const isCut = message.length > WINDOW && !LINE_BREAK.test(window)
  return toPublicLine(toLine(window), isCut, MAX_LENGTH)
}

/**
 * The beginning of what another system has answered, fit to be kept as {@link toPublicMessage}
 * has it: all in one line, at most 1,000 characters.
 */
export function toPublicExcerpt(answer: string): string | null {
  const window = answer.slice(0, EXCERPT_WINDOW)
  const isCut = answer.length > EXCERPT_WINDOW
  return toPublicLine(
    toLine(window.replace(WHITE_SPACE, " ")),
    isCut,
    MAX_EXCERPT_LENGTH
  )
}

function toPublicLine(
  line: string,
  isCut: boolean,
  maxLength: number
): string | null {
  let text = line
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const redacted = redact(text)
    const whole =
      isCut && round === 0
        ? redacted.slice(0, -CUT_LENGTH) || redacted.slice(0, SHORTEST)
        : redacted
    const next = whole.slice(0, maxLength).replace(NOT_TEXT, "").trim()
    if (next === text) {
      break
    }
    text = next
  }
  return text || null
}

/** {@link toPublicMessage} for a line of the log, which says something in any case. */
export function describeError(thrown: unknown): string {
  return toPublicMessage(thrown) ?? "unknown error"
}

/**
 * The ID of a step, and nothing but an ID: it goes into payloads, where no free text may.
 */
export function toStepId(action: unknown): string | null {
  const id = typeof action === "string" ? action : null
  return id === toPublicMessage(id) ? id : null
}

function toText(thrown: unknown): string {
  try {
    const isObject = typeof thrown === "object" && thrown !== null
    const message = isObject ? (thrown as Error).message : thrown
    if (isObject && isDatabaseError(thrown) && typeof message === "string") {
      // The statement with its values comes first, which are the customer's (knex 3).
      return message.slice(message.lastIndexOf(" - ") + 1).replace(/^- /, "")
    }
    return isWord(message) ? String(message) : ""
  } catch {
    // A getter, or a proxy, that throws.
    return ""
  }
}

/** What reads as itself; of an object only its type would be left. */
const isWord = (value: unknown): boolean =>
  ["string", "number", "bigint", "boolean", "symbol"].includes(typeof value)

const isDatabaseError = (error: object): boolean => {
  const { code } = error as { code?: unknown }
  return typeof code === "string" && SQL_STATE.test(code)
}

function toLine(text: string): string {
  const [line = ""] = text.split(LINE_BREAK, 1)
  return line.replace(TABS, " ").replace(NOT_TEXT, "").trim()
}
