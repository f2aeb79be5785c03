const CARD_NUMBER = /\b\d(?:[ -]?\d){11,18}\b/g
const EMAIL_ADDRESS = /[^\s@<>()"',;]+@[^\s@<>()"',;]+/g
const MAX_LENGTH = 500

/**
 * The first line of an error's message, fit for an event's payload: without what looks
 * like a card number or an email address, cut to 500 characters.
 */
export function toPublicMessage(message: string | undefined): string | null {
  return (
    message
      ?.split("\n", 1)[0]!
      .replace(CARD_NUMBER, "[redacted]")
      .replace(EMAIL_ADDRESS, "[redacted]")
      .slice(0, MAX_LENGTH) || null
  )
}
