import { BlockList, isIP } from "net"

const CIDR = /^([\da-f.:]+)\/(\d{1,3})$/i

/** Whether it is a network in CIDR notation, `10.0.0.0/8` or `fd00::/8`. */
export function isNetwork(cidr: string): boolean {
  const [, address = "", prefix] = CIDR.exec(cidr) ?? []
  const version = isIP(address)
  return version > 0 && Number(prefix) <= (version === 4 ? 32 : 128)
}

/** Networks in CIDR notation, to be asked whether an address is in one of them. */
export function toNetworks(cidrs: string[]): BlockList {
  const networks = new BlockList()
  for (const cidr of cidrs) {
    const [address = "", prefix] = cidr.split("/")
    networks.addSubnet(address, Number(prefix), toFamily(address))
  }
  return networks
}

export function isInNetworks(networks: BlockList, address: string): boolean {
  return networks.check(address, toFamily(address))
}

export const toFamily = (address: string) =>
  isIP(address) === 6 ? "ipv6" : "ipv4"
