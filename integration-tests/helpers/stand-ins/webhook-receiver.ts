import { createServer, type IncomingMessage, type ServerResponse } from "http"
import { createServer as createTlsServer } from "https"
import type { AddressInfo, Server } from "net"
import { noteIfInvalidBody } from "../watch/event-contract"
import { TEST_CERTIFICATE, TEST_KEY } from "./test-certificate"

export type ReceivedRequest = {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

export type WebhookReceiver = {
  /** With 127.0.0.1, `http:` or `https:`. */
  url: string
  port: number
  /** How many have connected, whatever they said. */
  connections: number
  requests: ReceivedRequest[]
  close(): Promise<void>
}

/**
 * A real server on 127.0.0.1 that keeps what it receives and answers as it is told.
 *
 * @param isChecked - Whether what it receives has to be an event of the plugin's.
 */
export async function startWebhookReceiver(
  answer: (response: ServerResponse, request: ReceivedRequest) => void,
  { isTls = false, isChecked = true } = {}
): Promise<WebhookReceiver> {
  const requests: ReceivedRequest[] = []
  const listener = async (
    message: IncomingMessage,
    response: ServerResponse
  ) => {
    const chunks: Buffer[] = []
    for await (const chunk of message) {
      chunks.push(chunk)
    }
    const request = {
      method: message.method!,
      url: message.url!,
      headers: message.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    }
    requests.push(request)
    if (isChecked) {
      noteIfInvalidBody(request.headers["content-type"]!, request.body)
    }
    answer(response, request)
  }
  const server = isTls
    ? createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, listener)
    : createServer(listener)
  const port = await listenOnLoopback(server)
  const receiver: WebhookReceiver = {
    url: `${isTls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    connections: 0,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  server.on("connection", () => receiver.connections++)
  return receiver
}

export const listenOnLoopback = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve((server.address() as AddressInfo).port)
    )
  )
