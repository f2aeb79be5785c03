/**
 * What is full of digits and no card number: a UUID, an ID of Medusa's, a date with or
 * without its time (no card begins with 19 to 21), and an amount.
 */
const INNOCENT = new RegExp(
  "(" +
    [
      "(?<!HEX)HEX{8}(?:-HEX{4}){3}-HEX{12}(?!HEX)".replaceAll(
        "HEX",
        "[\\da-fA-F]"
      ),
      "\\b[a-z]{2,30}_[0-9A-HJKMNP-TV-Z]{26}\\b",
      "(?<!\\d)(?:19|20|21)\\d\\d-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?(?!\\d)",
      "(?<![\\d.,])\\d{1,7}[.,]\\d{1,3}(?![.,]?\\d)",
    ].join("|") +
    ")"
)

/** What stands between the digits of a number that people, or their URLs, write. */
const GAP = "(?:[\\s\\p{Zs}\\p{Pd}\\u2212.,_/+·•*]|%20|%2d|%c2%a0)"
const RUN = new RegExp(`\\p{Nd}(?:${GAP}{0,4}\\p{Nd}){11,}`, "giu")
const PART = new RegExp(`(\\p{Nd}+)|(${GAP}+)`, "giu")

const MIN_DIGITS = 12
const MAX_DIGITS = 19
/** From here on a number without gaps is taken for a card's, whatever its digits. */
const PLAIN_DIGITS = 15
/** Milliseconds since 1970, from 2001 to 2033; no card of 13 digits begins so. */
const EPOCH_MS = /^1\d{12}$/
/** 4-4-4-4, shorter and longer ones, and 4-6-5. */
const CARD_GROUPS = /^4(?:,4){2,3}(?:,[1-4])?$|^4,6,[45]$/

/**
 * Replaces what looks like a card number, in whatever clothes: dots, dashes, doubled or
 * unbreakable blanks between its digits, letters glued to it.
 */
export function redactCardNumbers(line: string, redacted: string): string {
  return line
    .split(INNOCENT)
    .map((part, index) =>
      // Every other part is one that the expression has found.
      index % 2 ? part : part.replace(RUN, (run) => redactRun(run, redacted))
    )
    .join("")
}

/** Digits and gaps in turn, in which a card number may stand beside other numbers. */
function redactRun(run: string, redacted: string): string {
  const parts = run.match(PART)!
  const digits = parts.filter((_, index) => index % 2 === 0).join("")
  let text = ""
  let from = 0
  for (let start = 0; start < parts.length; start += 2) {
    const end = findCardEnd(parts, start, digits, from)
    text += end > start ? redacted : parts[start]!
    for (; start < end - 1; start += 2) {
      from += parts[start]!.length
    }
    from += parts[start]!.length
    text += parts[start + 1] ?? ""
  }
  return text
}

/**
 * Where the longest card number ends that begins with a part of the run; `start` if none
 * does.
 *
 * @param digits - The run's, without its gaps.
 * @param from - Where in them the part begins.
 */
function findCardEnd(
  parts: string[],
  start: number,
  digits: string,
  from: number
): number {
  const group = parts[start]!.length
  let to = from + group
  let groups = String(group)
  let isEven = true
  let end = isPlainCard(digits, from, to) ? start + 1 : start
  for (let next = start + 2; next < parts.length; next += 2) {
    to += parts[next]!.length
    if (to - from > MAX_DIGITS) {
      break
    }
    groups += `,${parts[next]!.length}`
    isEven &&= parts[next - 1] === parts[start + 1]
    if (to - from < MIN_DIGITS) {
      continue
    }
    // Otherwise grouped it has to add up: a list of numbers does not, as a rule.
    const mayAddUp = isEven || "3456".includes(digits[from]!)
    const isCard =
      (group === 4 && CARD_GROUPS.test(groups)) ||
      (mayAddUp && isLuhn(digits, from, to))
    if (isCard) {
      end = next + 1
    }
  }
  return end
}

function isPlainCard(digits: string, from: number, to: number): boolean {
  const length = to - from
  return (
    length >= PLAIN_DIGITS ||
    (length >= MIN_DIGITS &&
      !EPOCH_MS.test(digits.slice(from, to)) &&
      isLuhn(digits, from, to))
  )
}

/** The check digit of card numbers. Digits of other scripts are taken for a card's. */
function isLuhn(digits: string, from: number, to: number): boolean {
  let sum = 0
  for (let index = to - 1; index >= from; index--) {
    const digit = digits.charCodeAt(index) - 48
    if (digit > 9) {
      return true
    }
    const value = (to - 1 - index) % 2 ? digit * 2 : digit
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
