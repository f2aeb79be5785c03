import { errors } from "undici"
import { REFUSED_ADDRESS } from "./guarded-connector"

/** What went wrong with an attempt, apart from what its status code says. */
export type WebhookErrorCode =
  /** The backend stopped it, not the receiver. */
  | "stopped"
  /** No whole answer in time. */
  | "timeout"
  | "connect_timeout"
  | "dns"
  /** Its address is in a network that is not allowed. */
  | "refused_address"
  /** Nobody listens there. */
  | "refused"
  | "unreachable"
  /** Its certificate is not trusted, or it speaks no TLS. */
  | "tls"
  /** It has closed the connection before its answer was whole. */
  | "closed"
  | "redirect"
  | "too_large"
  /** Its answer is no HTTP. */
  | "protocol"
  | "failed"

const CODES: [RegExp, WebhookErrorCode][] = [
  [new RegExp(`^${REFUSED_ADDRESS}$`), "refused_address"],
  [/^(?:UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, "connect_timeout"],
  [/^(?:ENOTFOUND|ENODATA|EAI_\w+)$/, "dns"],
  [/^ECONNREFUSED$/, "refused"],
  [/^E(?:HOST|NET)(?:UNREACH|DOWN)$/, "unreachable"],
  [/^(?:UND_ERR_SOCKET|ECONNRESET|ECONNABORTED|EPIPE)$/, "closed"],
  [/^UND_ERR_HEADERS_OVERFLOW$/, "too_large"],
  // The sender was closed meanwhile.
  [/^UND_ERR_(?:ABORTED|CLOSED|DESTROYED)$/, "stopped"],
  [/^UND_ERR_/, "protocol"],
  // Node.js gives OpenSSL's names for what it has against a certificate.
  [/^(?:ERR_(?:TLS|SSL|OSSL)|EPROTO|UNABLE_TO_|HOSTNAME_MISMATCH)|CERT/, "tls"],
]

/** A short, stable word for what a client has thrown: its message may hold the URL. */
export function toErrorCode(error: unknown): WebhookErrorCode {
  // Not all of them have a code.
  if (error instanceof errors.HTTPParserError) {
    return "protocol"
  }
  const { code } = Object(error) as { code?: unknown }
  const known = CODES.find(([codes]) => codes.test(String(code)))
  return known?.[1] ?? "failed"
}
