import { lookup, type LookupAddress, type LookupOptions } from "dns"

const underWay = new Map<string, Promise<LookupAddress[]>>()

/**
 * All addresses of a name. Whoever asks for one that is being looked up waits with the others:
 * a lookup holds one of the few threads of the process until its name server answers, also for
 * requests that were given up long ago.
 *
 * @param options - Of a connection to a webhook: they are the same for all.
 */
export function lookUp(
  hostname: string,
  options: LookupOptions
): Promise<LookupAddress[]> {
  const known = underWay.get(hostname)
  if (known) {
    return known
  }
  const found = new Promise<LookupAddress[]>((resolve, reject) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses)
    )
  ).finally(() => underWay.delete(hostname))
  underWay.set(hostname, found)
  return found
}
