import { createCipheriv, createDecipheriv, randomBytes } from "crypto"
import { MedusaError } from "@medusajs/framework/utils"

/** What is stored says how it is to be read: a key may be given, or changed, later. */
const READABLE = "plain:"
const SEALED = "aes-256-gcm:1:"

const ALGORITHM = "aes-256-gcm"
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Makes secrets fit to be stored, and reads them again. */
export type Sealer = {
  seal(text: string): string
  /** @throws `MedusaError` if the key is not there, or not the one that sealed it. */
  open(sealed: string): string
}

/** Whether it is what {@link createSealer} takes. */
export const isEncryptionKey = (value: string): boolean => {
  const key = Buffer.from(value, "base64")
  return key.length === KEY_BYTES && key.toString("base64") === value
}

/**
 * @param encryptionKey - 32 bytes as base64; with `null`, secrets are stored as they are.
 * @throws `MedusaError` of type `INVALID_ARGUMENT` if the key has another length.
 */
export function createSealer(encryptionKey: string | null): Sealer {
  const key = encryptionKey === null ? null : toKey(encryptionKey)
  return {
    seal: (text) => (key ? SEALED + encrypt(text, key) : READABLE + text),
    open(sealed) {
      if (sealed.startsWith(READABLE)) {
        return sealed.slice(READABLE.length)
      }
      if (!sealed.startsWith(SEALED)) {
        throw cannotOpen("it was not written by this version of the plugin")
      }
      if (!key) {
        throw cannotOpen("option `webhooks.encryptionKey` is not set")
      }
      return decrypt(sealed.slice(SEALED.length), key)
    },
  }
}

function toKey(encryptionKey: string): Buffer {
  const key = Buffer.from(encryptionKey, "base64")
  if (key.length !== KEY_BYTES) {
    throw new MedusaError(
      MedusaError.Types.INVALID_ARGUMENT,
      `medusa-plugin-order-finalized: Expected \`webhooks.encryptionKey\` to be ${KEY_BYTES} bytes as base64, got ${key.length}`
    )
  }
  return key
}

function encrypt(text: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce)
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString(
    "base64"
  )
}

function decrypt(sealed: string, key: Buffer): string {
  const bytes = Buffer.from(sealed, "base64")
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const encrypted = bytes.subarray(NONCE_BYTES + TAG_BYTES)
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, {
      authTagLength: TAG_BYTES,
    }).setAuthTag(tag)
    return (
      decipher.update(encrypted, undefined, "utf8") + decipher.final("utf8")
    )
  } catch {
    throw cannotOpen(
      "option `webhooks.encryptionKey` is not the one that it was stored with"
    )
  }
}

const cannotOpen = (why: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `A webhook's secret cannot be read: ${why}. Set the key that it was stored with, or rotate the secret`
  )
