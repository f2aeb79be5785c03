import { redactCardNumbers } from "./redact-card-numbers"

const REDACTED = "[redacted]"

/** `postgres://user:password@host`: the part before the host. */
const USER_INFO = /:\/\/[^\s/@]+@/g
/** What an email address may stand in the midst of. */
const WORD = /[^\s<>()[\]{}"'`,;:=&?/|\\]+/g
/** `@`, in the two other shapes that it has in Unicode, and as often encoded as may be. */
const HOLDS_ADDRESS = /[^@](?:[@\ufe6b\uff20]|%(?:25){0,3}40)[^@]/i

const JSON_WEB_TOKEN = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*/g
/** Keys that say themselves what they are, by their beginning. */
const KEY = new RegExp(
  "(?<![A-Za-z0-9])(?:" +
    [
      "(?:sk|rk|pk)_(?:live|test)_\\w+",
      "(?:sk|rk|pk)_(?=[a-z]*\\d)\\w{16,}",
      "whsec_[\\w+/=]{8,}",
      "(?:live|test)_\\w{30,}",
      "gh[pousr]_\\w{20,}",
      "xox[a-z]-[\\w-]{10,}",
      "(?:shp[a-z]{2}|glpat|SG)[_.-][\\w.-]{16,}",
      "AKIA[0-9A-Z]{12,}",
      "AIza[\\w-]{30,}",
    ].join("|") +
    ")",
  "g"
)

/** Not "Bearer token missing". */
const BEARER =
  /\b([Bb]earer|BEARER)(?:\s{1,3}|%20|\+)(?!(?:authentication|authorization|tokens?|auth|realm|scheme|header)\b)[\w.~+/=%-]{4,}/g
/** Not "Basic Auth failed", nor "Basic plan". */
const BASIC =
  /\b([Bb]asic|BASIC)(?:\s{1,3}|%20|\+)(?=\w[\w+/-]{0,200}[\dA-Z=])[\w+/=%-]{4,}/g

const SECRET_NAMES =
  "pass(?:word|wd|phrase|code)|\\bpwd|\\bpass|secret|token|api[ _-]?key|" +
  "(?:access|private|encryption|account)[ _-]?key|credentials?|\\bcv[cv]2?|\\bcsc"
/** `password=...`, `"api_key": "..."`, `secret%3D...`. */
const NAMED_SECRET = new RegExp(
  `((?:${SECRET_NAMES})(?:s|[_-][a-z]{1,20})?["'\\]\\\\]{0,3}\\s{0,3}(?:=>|[:=]|%3[ad])\\s{0,3})` +
    `(?!\\s|\\[redacted\\]|(?:bearer|basic) \\[redacted\\])` +
    `(?:(?:bearer|basic)\\s+)?(?:\\\\?"[^"]{0,500}"?|'[^']{0,500}'?|[^\\s&,;"'<>)}\\]]+)`,
  "gi"
)

/**
 * Takes out of a line what nobody else may read: card numbers, email addresses, passwords,
 * tokens and keys. A net, not a proof: hence no free text in the payloads of events.
 *
 * @param line - Short: some of the expressions look at a character more than once.
 */
export function redact(line: string): string {
  const secrets = line
    .replace(PRIVATE_KEY, REDACTED)
    .replace(USER_INFO, `://${REDACTED}@`)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(KEY, REDACTED)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(BASIC, `$1 ${REDACTED}`)
    .replace(NAMED_SECRET, `$1${REDACTED}`)
    .replace(WORD, (word) => (HOLDS_ADDRESS.test(word) ? REDACTED : word))
  return redactCardNumbers(secrets, REDACTED)
}
