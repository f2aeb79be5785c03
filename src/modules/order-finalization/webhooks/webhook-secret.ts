import { createHmac, randomBytes } from "crypto"

const PREFIX = "whsec_"
/** Standard Webhooks asks for 24 to 64. */
const BYTES = 32

/** A secret as its receiver gets it, and as Standard Webhooks' libraries take it. */
export function createWebhookSecret(): string {
  return PREFIX + randomBytes(BYTES).toString("base64")
}

export type SignedContent = {
  id: string
  /** In seconds. */
  timestamp: number
  /** The bytes that are sent. */
  body: Buffer
}

/**
 * The header `webhook-signature` of Standard Webhooks 1.0: one signature for each secret,
 * so that a receiver may change to a new one at any time while the old one is valid.
 */
export function signWebhook(
  { id, timestamp, body }: SignedContent,
  secrets: string[]
): string {
  return secrets
    .map((secret) => {
      const signature = createHmac("sha256", toKey(secret))
        .update(`${id}.${timestamp}.`)
        .update(body)
        .digest("base64")
      return `v1,${signature}`
    })
    .join(" ")
}

const toKey = (secret: string): Buffer =>
  Buffer.from(secret.slice(PREFIX.length), "base64")
