import * as net from "net"

export type Cable = {
  port: number
  /** Ends what is connected, and refuses what would connect. */
  cut(): void
  mend(): void
  stop(): Promise<void>
}

/** A TCP connection to a server of somebody else's that can be cut without touching it. */
export const layCable = async (host: string, port: number): Promise<Cable> => {
  const sockets = new Set<net.Socket>()
  let isCut = false
  const drop = () => sockets.forEach((socket) => socket.destroy())
  const server = net.createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = net.connect(port, host)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on("error", () => other.destroy())
      socket.once("close", () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as net.AddressInfo).port,
    cut: () => {
      isCut = true
      drop()
    },
    mend: () => {
      isCut = false
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      drop()
      await closed
    },
  }
}
