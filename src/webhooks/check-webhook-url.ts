import { isIP } from "net"
import { MedusaError } from "@medusajs/framework/utils"
import { AddressGuard } from "../modules/order-finalization/webhooks/sending/address-guard"

const MAX_LENGTH = 2_000
const LOCALHOST = /(?:^|\.)localhost\.?$/
const LOOPBACK = ["127.0.0.1", "::1"]

/**
 * Refuses what a webhook is never sent to. What a name resolves to is asked at each attempt,
 * not here.
 *
 * @param allowedNetworks - Of option `webhooks.allowedNetworks`.
 * @throws `MedusaError` of type `INVALID_DATA` with the reason, without the URL: a token may
 * be in it.
 */
export function checkWebhookUrl(url: string, allowedNetworks: string[]): void {
  if (url.length > MAX_LENGTH) {
    throw invalid(`have at most ${MAX_LENGTH} characters, got ${url.length}`)
  }
  if (!URL.canParse(url)) {
    throw invalid("be a whole URL, as https://erp.example.com/orders")
  }
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== "https:" && protocol !== "http:") {
    throw invalid(`begin with https:, got ${protocol.slice(0, 20)}`)
  }
  if (username || password) {
    throw invalid("be without user name and password; use a header instead")
  }
  if (protocol === "http:" && !allowedNetworks.length) {
    throw invalid(
      "begin with https:, got http:, which is for networks of option `webhooks.allowedNetworks` only"
    )
  }
  const guard = new AddressGuard(allowedNetworks)
  const addresses = toAddresses(hostname)
  if (
    addresses.length &&
    !addresses.some((address) => guard.allows(address, protocol))
  ) {
    throw invalid(
      `name a public address, got ${hostname.slice(0, 100)}; option \`webhooks.allowedNetworks\` opens inner networks`
    )
  }
}

/** What is known without a resolver: none for other names. */
function toAddresses(hostname: string): string[] {
  const address = hostname.replace(/^\[|\]$/g, "")
  if (isIP(address)) {
    return [address]
  }
  return LOCALHOST.test(hostname) ? LOOPBACK : []
}

const invalid = (expected: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Expected \`url\` of a webhook to ${expected}`
  )
