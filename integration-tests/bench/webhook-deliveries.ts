import { Client, Pool as Connections } from "pg"
import { Pool } from "undici"
import { startBackend, type Backend } from "../helpers/backend/backend"
import { addWebhook, WEBHOOKS } from "../helpers/shop/add-webhook"
import { finalizeFreeOrders } from "../helpers/shop/webhooks"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"
import { insertPublishedEvents } from "./outbox-rows"
import type { Part } from "./parts"
import { median, quantile } from "./statistics"

const ROUNDS = 3
const IN_FLIGHT = 20
/** As many as a Medusa backend has, unless told otherwise. */
const CONNECTIONS = 10
/** What a receiver takes for an answer, in milliseconds. */
const ANSWER_MS = 2
const HEALTHY = 25
const HANGING = 25
/** So that those that hang have timed out, and count as failing, before the last one. */
const ORDERS = 200
const ORDER_EVERY_MS = 100
const BACKLOG = 10_000
/** In milliseconds: a trial a minute, and the time to send. */
const BACKLOG_TIME = 300_000
const SINCE = "2000-01-01T00:00:00Z"

export type WebhookDeliveriesFigures = {
  deliveries_per_s: number
  bare_loop_per_s: number
  healthy_p95_ratio: number
  backlog_after_outage_s: number
}

/** How fast webhooks are delivered, beside receivers that hang, and after an outage. */
export const run: Part<"webhook-deliveries"> = async (options, progress) => {
  const backend = await startBackend({
    ...options,
    pluginOptions: {
      reconcileAfter: "1d",
      webhooks: { allowedNetworks: ["127.0.0.0/8"] },
    },
  })
  const client = new Client({ connectionString: options.databaseUrl })
  await client.connect()
  try {
    const rates = { webhook: [] as number[], bare: [] as number[] }
    for (let round = 1; round <= ROUNDS; round++) {
      progress(
        `webhook-deliveries: ${options.count} twice, round ${round} of ${ROUNDS}`
      )
      rates.bare.push(await runBareLoop(options.databaseUrl, options.count))
      rates.webhook.push(await deliverAll(backend, client, options.count))
    }
    progress(
      `webhook-deliveries: ${HEALTHY} endpoints, then ${HANGING} beside them that hang`
    )
    const alone = await measureHealthy(backend, client, 0)
    const beside = await measureHealthy(backend, client, HANGING)
    progress(
      `webhook-deliveries: ${BACKLOG} events wait for a receiver that is down`
    )
    return {
      deliveries_per_s: median(rates.webhook),
      bare_loop_per_s: median(rates.bare),
      healthy_p95_ratio: beside / alone,
      backlog_after_outage_s: await endOutage(backend, client),
    }
  } finally {
    await client.end()
    await backend.stop()
  }
}

const startReceiver = async (status = () => 200): Promise<WebhookReceiver> =>
  await startWebhookReceiver(
    (response) => {
      setTimeout(() => response.writeHead(status()).end(), ANSWER_MS)
    },
    // What is measured is not to pay for that.
    { isChecked: false }
  )

const recover = async (
  { api, adminHeaders }: Backend,
  id: string
): Promise<void> =>
  void (await api.post(
    `${WEBHOOKS}/${id}/recover`,
    { since: SINCE },
    adminHeaders
  ))

const remove = async (
  { api, adminHeaders }: Backend,
  id: string
): Promise<void> =>
  void (await api.delete(`${WEBHOOKS}/${id}`, undefined, adminHeaders))

const untilDone = async (client: Client, id: string, count: number) =>
  await waitFor(
    async () => {
      const { rows } = await client.query<{ done: number }>(
        `select count(*)::int as done from order_finalization_receipt
         where consumer = $1 and status = 'done'`,
        [`webhook:${id}`]
      )
      return rows[0]!.done === count
    },
    { timeout: BACKLOG_TIME, message: `${count} deliveries` }
  )

/** Events that the webhook has never been sent, to the last receipt that says so. */
const deliverAll = async (
  backend: Backend,
  client: Client,
  count: number
): Promise<number> => {
  await client.query(
    "truncate order_finalization_event, order_finalization_receipt"
  )
  await insertPublishedEvents(client, 1, count)
  let startedAt = 0
  const receiver = await startWebhookReceiver(
    (response) => {
      startedAt ||= performance.now()
      setTimeout(() => response.end(), ANSWER_MS)
    },
    { isChecked: false }
  )
  const { id } = await addWebhook(backend, { url: receiver.url })
  await client.query("checkpoint")
  await recover(backend, id)
  await untilDone(client, id, count)
  const rate = (count / (performance.now() - startedAt)) * 1000
  await remove(backend, id)
  await receiver.close()
  return rate
}

/** What nobody can do without: a request, and a commit that says that it was made. */
const runBareLoop = async (
  databaseUrl: string,
  count: number
): Promise<number> => {
  const receiver = await startReceiver()
  const pool = new Pool(receiver.url, { connections: IN_FLIGHT })
  const connections = new Connections({
    connectionString: databaseUrl,
    max: CONNECTIONS,
  })
  await connections.query(
    "create table if not exists bench_delivery (id int primary key, done_at timestamptz)"
  )
  await connections.query("truncate bench_delivery")
  await connections.query(
    "insert into bench_delivery select generate_series(1, $1::int)",
    [count]
  )
  await connections.query("checkpoint")
  const body = JSON.stringify({
    type: "order.finalized",
    data: "x".repeat(500),
  })
  let next = 1
  const work = async () => {
    for (let turn = next++; turn <= count; turn = next++) {
      const answer = await pool.request({
        method: "POST",
        path: "/",
        headers: { "content-type": "application/json" },
        body,
      })
      await answer.body.dump()
      await connections.query(
        "update bench_delivery set done_at = now() where id = $1",
        [turn]
      )
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: IN_FLIGHT }, work))
  const rate = (count / (performance.now() - start)) * 1000
  await pool.close()
  await connections.end()
  await receiver.close()
  return rate
}

/** The p95 of when the healthy ones have an event, from when it was recorded. */
const measureHealthy = async (
  backend: Backend,
  client: Client,
  hanging: number
): Promise<number> => {
  const arrivals: { id: string; at: number }[] = []
  const receiver = await startWebhookReceiver(
    (response, { headers, url }) => {
      if (url === "/hang") {
        return
      }
      const at = performance.timeOrigin + performance.now()
      arrivals.push({ id: headers["webhook-id"]!, at })
      response.end()
    },
    { isChecked: false }
  )
  const paths = [
    ...Array.from({ length: HEALTHY }, () => ""),
    ...Array.from({ length: hanging }, () => "/hang"),
  ]
  const ids: string[] = []
  for (const path of paths) {
    ids.push((await addWebhook(backend, { url: receiver.url + path })).id)
  }
  for (let order = 0; order < ORDERS; order++) {
    const pause = new Promise((resolve) => setTimeout(resolve, ORDER_EVERY_MS))
    await finalizeFreeOrders(backend)
    await pause
  }
  await waitFor(() => arrivals.length >= ORDERS * HEALTHY, { timeout: 60_000 })
  const { rows } = await client.query<{ id: string; at: number }>(
    "select id, extract(epoch from due_at)::float8 * 1000 as at from order_finalization_event"
  )
  const dueAt = new Map(rows.map(({ id, at }) => [id, at]))
  for (const id of ids) {
    await remove(backend, id)
  }
  await receiver.close()
  return quantile(
    arrivals.map(({ id, at }) => at - dueAt.get(id)!),
    0.95
  )
}

/** Seconds from when a receiver is back, just after a trial in vain, until it has them all. */
const endOutage = async (backend: Backend, client: Client): Promise<number> => {
  await client.query(
    "truncate order_finalization_event, order_finalization_receipt"
  )
  await insertPublishedEvents(client, 1, BACKLOG)
  let status = 503
  const receiver = await startReceiver(() => status)
  const { id } = await addWebhook(backend, { url: receiver.url })
  await recover(backend, id)
  await waitFor(
    async () => {
      const { rows } = await client.query(
        "select trial_number from order_finalization_webhook where id = $1",
        [id]
      )
      // From here on it is a trial a minute.
      return rows[0].trial_number >= 2
    },
    { timeout: BACKLOG_TIME }
  )
  status = 200
  const start = performance.now()
  await untilDone(client, id, BACKLOG)
  const seconds = (performance.now() - start) / 1000
  await remove(backend, id)
  await receiver.close()
  return seconds
}
