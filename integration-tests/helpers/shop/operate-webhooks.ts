import type { EngineContext } from "../backend/engine"
import { withClient } from "../services/databases"
import {
  startWebhookReceiver,
  type ReceivedRequest,
  type WebhookReceiver,
} from "../stand-ins/webhook-receiver"
import { waitFor } from "../watch/wait-for"
import { addWebhook, WEBHOOKS } from "./add-webhook"
import { finalizeFreeOrders, passWebhookTime } from "./webhooks"

export type Reply = { status: number; headers?: Record<string, string> }

export const OK: Reply = { status: 200 }
export const DOWN: Reply = { status: 500 }

/**
 * What an operator of webhooks does and sees, and the receivers; all of them are gone behind
 * each test.
 */
export const operateWebhooks = (context: EngineContext) => {
  const receivers: WebhookReceiver[] = []
  const added: string[] = []

  /** A receiver that answers as it is told at any time. */
  const receive = async (first: Reply = OK) => {
    const state = { reply: (_: ReceivedRequest): Reply => first }
    const receiver = await startWebhookReceiver((response, request) => {
      const { status, headers } = state.reply(request)
      response.writeHead(status, headers).end()
    })
    receivers.push(receiver)
    const types = (orderId: string) =>
      receiver.requests
        .map(({ body }) => JSON.parse(body))
        .filter(({ data }) => data.id === orderId)
        .map(({ type }) => type)
    return {
      receiver,
      requests: receiver.requests,
      answer: (reply: Reply | ((request: ReceivedRequest) => Reply)) => {
        state.reply = typeof reply === "function" ? reply : () => reply
      },
      /** The names of the events that came of an order. */
      types,
      until: async (count: number) =>
        await waitFor(() => receiver.requests.length >= count, {
          message: () => `${count} requests, got ${receiver.requests.length}`,
        }),
    }
  }
  /** A receiver that answers nobody until it is told to. */
  const receiveSlowly = async () => {
    const waiting: (() => void)[] = []
    let isOpen = false
    const receiver = await startWebhookReceiver((response) => {
      const end = () => void response.end()
      return isOpen ? end() : void waiting.push(end)
    })
    receivers.push(receiver)
    const answerAll = () => {
      isOpen = true
      waiting.splice(0).forEach((end) => end())
    }
    return { receiver, requests: receiver.requests, waiting, answerAll }
  }
  const add = async (
    receiver: WebhookReceiver,
    input: Record<string, unknown> = {}
  ) => {
    const url = `${receiver.url}/orders`
    const webhook = await addWebhook(context.backend, { url, ...input })
    added.push(webhook.id)
    return webhook
  }
  const get = async (path = "") =>
    await context.backend.api.get(WEBHOOKS + path, context.backend.adminHeaders)
  const post = async (path: string, body: unknown = {}) =>
    await context.backend.api.post(
      WEBHOOKS + path,
      body,
      context.backend.adminHeaders
    )
  const remove = async (id: string) =>
    await context.backend.api.delete(
      `${WEBHOOKS}/${id}`,
      undefined,
      context.backend.adminHeaders
    )
  const statusOf = async (id: string) =>
    (await get(`/${id}`)).data.order_webhook.status
  const untilStatus = async (id: string, status: string) =>
    await waitFor(async () => (await statusOf(id)) === status, {
      message: `webhook ${id} to be ${status}`,
    })
  const sql = async (statement: string, values: unknown[] = []) =>
    await withClient(
      context.engine.databaseUrl,
      async (client) => (await client.query(statement, values)).rows
    )
  const deliveriesOf = async (id: string, filter = "") =>
    (await get(`/${id}/deliveries${filter}`)).data.deliveries
  const untilDelivery = async (id: string, status: string, count = 1) =>
    await waitFor(
      async () => {
        const found = await deliveriesOf(id, `?status=${status}`)
        return found.length >= count && found
      },
      { message: `${count} deliveries of ${id} to be ${status}` }
    )
  const passTime = async (id: string, what?: "retries" | "trial") =>
    await passWebhookTime(context.backend, context.engine.databaseUrl, id, what)
  const finalize = async (count = 1) =>
    await finalizeFreeOrders(context.backend, count)

  /** Five orders that it does not take: what it had in the end. */
  const fail = async (id: string) => {
    const orders = await finalize(5)
    await untilStatus(id, "failing")
    // Its trials come when the test says so.
    await sql(
      `update order_finalization_webhook
       set next_trial_at = now() + interval '1 hour' where id = $1`,
      [id]
    )
    return orders
  }

  afterEach(async () => {
    for (const id of added.splice(0)) {
      await remove(id)
    }
    for (const receiver of receivers.splice(0)) {
      await receiver.close()
    }
  })

  return {
    receivers,
    added,
    receive,
    receiveSlowly,
    add,
    get,
    post,
    remove,
    statusOf,
    untilStatus,
    sql,
    deliveriesOf,
    untilDelivery,
    passTime,
    finalize,
    fail,
  }
}
