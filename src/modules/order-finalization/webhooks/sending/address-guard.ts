import { isIP, type BlockList } from "net"
import { isInNetworks, toFamily, toNetworks } from "./networks"

/** IPv4 addresses that are not everybody's, by IANA's registry of special purposes. */
const INNER_IPV4 = toNetworks([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  // Link-local: the metadata of clouds is there, with their credentials.
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  // Multicast, reserved and broadcast.
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Azure's own, which every machine there reaches though it looks public.
  "168.63.129.16/32",
])

/** What IPv6 has given out for the whole world: what is outside of it is inner, or nothing. */
const GLOBAL_IPV6 = toNetworks(["2000::/3"])
/** ... but for protocols, examples, and IPv4 addresses by Teredo and 6to4. */
const INNER_IPV6 = toNetworks([
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
])

/** An IPv4 address as IPv6 programs write it, or as a network without IPv4 reaches it (NAT64). */
const COATED_IPV4 = /^\[(?:::ffff:|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})\]$/

/** Says which addresses a webhook may be sent to. */
export class AddressGuard {
  readonly #allowedNetworks: BlockList

  /** @param allowedNetworks - Inner networks that are open, also for `http:`, as CIDRs. */
  constructor(allowedNetworks: string[]) {
    this.#allowedNetworks = toNetworks(allowedNetworks)
  }

  /**
   * @param address - As a resolver or a socket gives it.
   * @param protocol - `https:` may go to any public address, `http:` to allowed ones only.
   */
  allows(address: string, protocol: string): boolean {
    const [withoutZone = ""] = address.split("%")
    if (!isIP(withoutZone)) {
      return false
    }
    const plain = takeCoatOff(withoutZone)
    return (
      isInNetworks(this.#allowedNetworks, plain) ||
      (protocol === "https:" && isPublic(plain))
    )
  }
}

function isPublic(address: string): boolean {
  return toFamily(address) === "ipv4"
    ? !isInNetworks(INNER_IPV4, address)
    : isInNetworks(GLOBAL_IPV6, address) && !isInNetworks(INNER_IPV6, address)
}

function takeCoatOff(address: string): string {
  if (isIP(address) === 4) {
    return address
  }
  // A URL has one notation for each address.
  const coat = COATED_IPV4.exec(new URL(`http://[${address}]`).hostname)
  return coat
    ? [coat[1]!, coat[2]!]
        .map((group) => parseInt(group, 16))
        .flatMap((group) => [group >> 8, group & 255])
        .join(".")
    : address
}
