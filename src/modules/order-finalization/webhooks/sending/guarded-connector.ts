import { isIP, type LookupFunction } from "net"
import { buildConnector } from "undici"
import type { AddressGuard } from "./address-guard"
import { lookUp } from "./look-up"

export const REFUSED_ADDRESS = "ERR_REFUSED_ADDRESS"

/** No connection was made: the address is one of an inner network that is not allowed. */
class RefusedAddress extends Error {
  readonly code = REFUSED_ADDRESS
}

/**
 * Connects to addresses that the guard allows, and to no others: a name is resolved once,
 * and the addresses that were checked are those that are connected to. What resolves
 * otherwise a moment later gets nowhere.
 */
export function createGuardedConnector(
  guard: AddressGuard,
  protocol: string,
  timeout: number
): buildConnector.connector {
  const guardedLookup: LookupFunction = (hostname, options, callback) =>
    void lookUp(hostname, options).then(
      (found) => {
        const allowed = found.filter(({ address }) =>
          guard.allows(address, protocol)
        )
        const [first] = allowed
        if (!first) {
          callback(new RefusedAddress(), [])
        } else if (options.all) {
          callback(null, allowed)
        } else {
          callback(null, first.address, first.family)
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, [])
    )
  const connect = buildConnector({
    timeout,
    lookup: guardedLookup,
    // Whatever the environment says (NODE_TLS_REJECT_UNAUTHORIZED).
    rejectUnauthorized: true,
  })

  return (options, callback) => {
    // Node.js looks up names only: an address would go past the lookup.
    if (isIP(options.hostname) && !guard.allows(options.hostname, protocol)) {
      callback(new RefusedAddress(), null)
      return
    }
    connect(options, (error, socket) => {
      if (error) {
        callback(error, null)
      } else if (guard.allows(socket.remoteAddress ?? "", protocol)) {
        callback(null, socket)
      } else {
        socket.destroy()
        callback(new RefusedAddress(), null)
      }
    })
  }
}
