import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"
import { duration, durationOr, MS_BY_UNIT } from "./duration"
import { isEncryptionKey } from "./webhooks/encrypt"
import { isNetwork } from "./webhooks/sending/networks"

const ENCRYPTION_KEY = "32 bytes as base64, or null"
const NETWORKS =
  'a list of networks in CIDR notation, such as ["10.0.0.0/8", "fd00::/8"]'

const webhooks = z.strictObject(
  {
    encryptionKey: z
      .string({ message: ENCRYPTION_KEY })
      .refine(isEncryptionKey, ENCRYPTION_KEY)
      .nullable()
      .default(null),
    allowedNetworks: z
      .array(z.string({ message: NETWORKS }).refine(isNetwork, NETWORKS), {
        message: NETWORKS,
      })
      .default([]),
  },
  { message: 'an object such as { allowedNetworks: ["10.0.0.0/8"] }' }
)

/** What CloudEvents 1.0 takes for a source: a URI, or a reference to one. */
const source = `a URI such as "https://shop.example.com" or "urn:shop:eu"`
const isUriReference = (value: string): boolean =>
  /^[^\s<>"{}|\\^`]+$/.test(value) &&
  URL.canParse(value, "https://shop.example.com")

const schema = z.strictObject({
  finalizeOn: z
    .enum(["authorized", "captured"], {
      message: `"authorized" or "captured"`,
    })
    .default("authorized"),
  awaitingPaymentTimeout: duration("1s", "365d", " or null")
    .nullable()
    .default(null),
  revertedEvents: z
    .enum(["all", "finalized"], { message: `"all" or "finalized"` })
    .default("all"),
  reconcileAfter: durationOr(MS_BY_UNIT.m, "1s", "1d"),
  eventRetention: durationOr(30 * MS_BY_UNIT.d, "1h", "3650d"),
  webhooks: z.preprocess(
    (given) => (given === undefined ? {} : given),
    webhooks
  ),
  cloudEventsSource: z
    .string({ message: source })
    .refine(isUriReference, source)
    .default("medusa-plugin-order-finalized"),
})

/** The plugin's options as a backend writes them in `medusa-config.ts`. */
export type OrderFinalizationOptions = {
  /**
   * What makes an order's payment good enough: the authorized amount, or only the
   * captured amount, has to cover what the order's payment collections ask for.
   *
   * @default "authorized"
   * @example "captured"
   */
  finalizeOn?: "authorized" | "captured"
  /**
   * How long an order may wait for its payment before the plugin cancels it, as a
   * duration from `"1s"` to `"365d"`; `null` waits forever.
   *
   * @default null
   * @example "7d"
   */
  awaitingPaymentTimeout?: string | null
  /**
   * Whether `order.reverted` is emitted for every reverted order, or only for those whose
   * `order.finalized` had left. The record says `reverted` either way.
   *
   * @default "all"
   * @example "finalized"
   */
  revertedEvents?: "all" | "finalized"
  /**
   * The age after which a record that is not settled is reconciled, as a duration from
   * `"1s"` to `"1d"`. Well above the longest checkout: a run that has not ended by then is
   * taken for dead.
   *
   * @default "1m"
   * @example "30s"
   */
  reconcileAfter?: string
  /**
   * How long published events stay readable in the feed, as a duration from `"1h"` to
   * `"3650d"`.
   *
   * @default "30d"
   * @example "90d"
   */
  eventRetention?: string
  /** How webhooks are kept, and where they may go. */
  webhooks?: {
    /**
     * 32 bytes as base64, with which secrets and header values of webhooks are encrypted
     * in the database; `null` keeps them readable. Without the key they were encrypted
     * with, webhooks are disabled.
     *
     * @default null
     * @example process.env.WEBHOOK_ENCRYPTION_KEY // openssl rand -base64 32
     */
    encryptionKey?: string | null
    /**
     * Inner networks that webhooks may go to, also by `http:`, in CIDR notation. All others
     * have to be public, and `https:`.
     *
     * @default []
     * @example ["10.20.0.0/16"]
     */
    allowedNetworks?: string[]
  }
  /**
   * The `source` of CloudEvents, of webhooks and brokers: a URI, or a reference to one. A
   * receiver of several shops tells them apart by it.
   *
   * @default "medusa-plugin-order-finalized"
   * @example "https://shop.example.com"
   */
  cloudEventsSource?: string
}

/** The checked options; durations are in milliseconds. */
export type ParsedOptions = z.infer<typeof schema>

/**
 * Checks the plugin's options.
 *
 * @throws `MedusaError` of type `INVALID_ARGUMENT` that names the key, the value and what
 * is allowed.
 */
export function parseOptions(options: unknown): ParsedOptions {
  const result = schema.safeParse(options ?? {})
  if (result.success) {
    return result.data
  }

  const problems = result.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      const [parent] = issue.path
      const { shape } = parent === undefined ? schema : webhooks
      const prefix = parent === undefined ? "" : `${String(parent)}.`
      const known = Object.keys(shape).map((key) => prefix + key)
      return issue.keys
        .map(
          (key) =>
            `Unknown option \`${prefix}${key}\`; the options are ${known.join(", ")}`
        )
        .join(". ")
    }
    const key = issue.path.join(".") || "options"
    const value = issue.path.reduce<unknown>(
      (parent, part) => (parent as Record<PropertyKey, unknown>)?.[part],
      options
    )
    const expected = issue.path.length ? issue.message : "an object"
    // A key that is mistyped is still a secret.
    const got = isSecret(key) ? `a ${typeof value}` : JSON.stringify(value)
    return `Expected \`${key}\` to be ${expected}, got ${got}`
  })
  throw new MedusaError(
    MedusaError.Types.INVALID_ARGUMENT,
    `medusa-plugin-order-finalized: ${problems.join(". ")}.`
  )
}

const isSecret = (key: string): boolean => key === "webhooks.encryptionKey"
