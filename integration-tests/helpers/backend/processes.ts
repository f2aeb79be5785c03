import * as net from "net"

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })

let installed = false

/**
 * Makes a signal end the process by way of its exit handlers, which a bare
 * signal would skip: what they stop would go on running as an orphan.
 */
export const exitOnSignals = (): void => {
  if (installed) {
    return
  }
  installed = true
  process.once("SIGINT", () => process.exit(130))
  process.once("SIGTERM", () => process.exit(143))
  process.once("SIGHUP", () => process.exit(129))
}
