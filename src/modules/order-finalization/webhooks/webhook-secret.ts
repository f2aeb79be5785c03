import { createHmac, randomBytes } from "crypto"
import { MedusaError } from "@medusajs/framework/utils"

const PREFIX = "whsec_"
const NEW_BYTES = 32
/** As Standard Webhooks asks for. */
const MIN_BYTES = 24
const MAX_BYTES = 64

/** A secret as its receiver gets it, and as Standard Webhooks' libraries take it. */
export function createWebhookSecret(): string {
  return PREFIX + randomBytes(NEW_BYTES).toString("base64")
}

/**
 * Refuses what no receiver could verify with, or anyone could guess.
 *
 * @throws `MedusaError` of type `INVALID_DATA`, which does not say the secret.
 */
export function checkWebhookSecret(secret: string): void {
  const key = toKey(secret)
  const isWhole = PREFIX + key.toString("base64") === secret
  if (!isWhole || key.length < MIN_BYTES || key.length > MAX_BYTES) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Expected the secret of a webhook to be "${PREFIX}" and the base64 of ${MIN_BYTES} to ${MAX_BYTES} bytes`
    )
  }
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
