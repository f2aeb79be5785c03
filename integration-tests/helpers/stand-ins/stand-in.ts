import * as http from "http"
import type { AddressInfo } from "net"
import type { ApiData } from "../backend/api"

export type Call = {
  method: string
  path: string
  headers: http.IncomingHttpHeaders
  body: ApiData
}

export type Answer = { status: number; body?: unknown }

export type Trouble = {
  /** What is answered in its place, or that nothing is. */
  answer: Answer | "nothing"
  /** Whether the work is done all the same, and only its answer lost. */
  isWorkDone?: boolean
}

export type StandIn = {
  url: string
  /** Every request, those in trouble included, in their order. */
  calls: Call[]
  /** What happens to the next calls, one trouble each. */
  trouble(...troubles: Trouble[]): void
  stop(): Promise<void>
}

/** A server of another company's, on this machine, that can be told to fail. */
export const startStandIn = async (
  serve: (call: Call) => Answer
): Promise<StandIn> => {
  const calls: Call[] = []
  const troubles: Trouble[] = []

  const handle = async (
    request: http.IncomingMessage
  ): Promise<Answer | "nothing"> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) {
      chunks.push(chunk)
    }
    const isJson = request.headers["content-type"] === "application/json"
    const call: Call = {
      method: request.method!,
      path: request.url!,
      headers: request.headers,
      body: isJson ? JSON.parse(Buffer.concat(chunks).toString()) : null,
    }
    calls.push(call)
    const trouble = troubles.shift()
    const answer = !trouble || trouble.isWorkDone ? serve(call) : trouble.answer
    return trouble?.answer ?? answer
  }

  const server = http.createServer((request, response) => {
    handle(request).then(
      (answer) => {
        if (answer !== "nothing") {
          response.writeHead(answer.status, {
            "content-type": "application/json",
          })
          response.end(JSON.stringify(answer.body ?? {}))
        }
      },
      (error) => response.destroy(error)
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    trouble: (...more) => void troubles.push(...more),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
