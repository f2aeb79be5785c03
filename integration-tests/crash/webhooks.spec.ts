import { describeOnEngine } from "../helpers/backend/engine"
import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import { withClient } from "../helpers/services/databases"
import { logInAsAdmin } from "../helpers/backend/log-in"
import { addWebhook, WEBHOOKS } from "../helpers/shop/add-webhook"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { waitFor } from "../helpers/watch/wait-for"

const ORDERS = 150
/** Receipts that are claimed. */
const UNDER_WAY = `select 1 from order_finalization_receipt
  where attempts > 0 and status = 'pending' and last_error is null
    and next_attempt_at > now()`
/** In milliseconds: each instance looks every 5 s. */
const DELIVERY_TIME = 60_000

describeOnEngine(
  "Two backends that send to one webhook",
  (context) => {
    let journal: Journal
    let backends: SpawnedBackend[] = []
    let receiver: WebhookReceiver
    let status = 200
    let id: string
    let headers: Record<string, string>

    const sql = async (statement: string, values: unknown[] = []) =>
      await withClient(
        context.engine.databaseUrl,
        async (client) => (await client.query(statement, values)).rows
      )

    /** Orders that have become final and were reverted, long ago. */
    const insertEvents = async (prefix: string, orders: number) =>
      await sql(
        `with counter as (
           update order_finalization_progress set last_position = last_position + 2 * $2::int
           returning last_position
         )
         insert into order_finalization_event (
           id, order_id, sequence, name, data, due_at, published_at, attempts, position
         )
         select 'ordev_' || $1 || number || '_' || sequence, 'order_' || $1 || number, sequence,
           case sequence when 1 then 'order.finalized' else 'order.reverted' end,
           jsonb_build_object(
             'id', 'order_' || $1 || number,
             'event_id', 'ordev_' || $1 || number || '_' || sequence,
             'sequence', sequence, 'occurred_at', '2026-01-01T00:00:00.000Z',
             'cart_id', null, 'display_id', number
           ) || case sequence when 1 then jsonb_build_object(
             'currency_code', 'eur', 'total', 10,
             'payment', jsonb_build_object(
               'status', 'authorized', 'authorized_amount', 10, 'captured_amount', 0,
               'transaction_ids', '[]'::jsonb
             )
           ) else jsonb_build_object(
             'was_finalized', true,
             'reason', jsonb_build_object('code', 'order_canceled', 'step', null)
           ) end,
           '2026-01-01', now(), 1,
           last_position - 2 * $2::int + 2 * (number - 1) + sequence
         from counter, generate_series(1, $2::int) number, generate_series(1, 2) sequence`,
        [prefix, orders]
      )
    const recover = async () => {
      const { data } = await backends[0]!.api.post(
        `${WEBHOOKS}/${id}/recover`,
        { since: "2025-12-31T00:00:00Z" },
        headers
      )
      return data.count
    }
    const setTrial = async (wait: string) =>
      await sql(
        `update order_finalization_webhook set next_trial_at = now() + $2::interval
         where id = $1`,
        [id, wait]
      )
    const stateOf = async () =>
      (
        await sql(
          `select status, trial_number, next_trial_at > now() as is_waiting
           from order_finalization_webhook where id = $1`,
          [id]
        )
      )[0]

    beforeAll(async () => {
      journal = createJournal()
      receiver = await startWebhookReceiver((response) => {
        response.writeHead(status).end()
      })
      const { databaseUrl, redisUrl, redisPrefix } = context.engine
      const spawn = async () =>
        await spawnBackend({
          journal,
          databaseUrl,
          redisUrl,
          redisPrefix,
          pluginOptions: { webhooks: { allowedNetworks: ["127.0.0.0/8"] } },
        })
      backends = [await spawn(), await spawn()]
      headers = await logInAsAdmin(backends[0]!)
      const { api } = backends[0]!
      const { url } = receiver
      id = (await addWebhook({ api, adminHeaders: headers }, { url })).id
    }, 240_000)

    afterAll(async () => {
      await Promise.all(backends.map((backend) => backend.kill()))
      await receiver.close()
      journal.remove()
    })

    it("send each event once, each order's in sequence", async () => {
      await insertEvents("both", ORDERS)
      expect(await recover()).toBe(2 * ORDERS)
      await waitFor(() => receiver.requests.length >= 2 * ORDERS, {
        timeout: DELIVERY_TIME,
        message: () => `all events, got ${receiver.requests.length}`,
      })
      await waitFor(
        async () =>
          !(
            await sql(
              "select 1 from order_finalization_receipt where status <> 'done'"
            )
          ).length
      )
      const sequences = new Map<string, number[]>()
      for (const { body } of receiver.requests) {
        const { data } = JSON.parse(body)
        sequences.set(data.id, [
          ...(sequences.get(data.id) ?? []),
          data.sequence,
        ])
      }
      expect(sequences.size).toBe(ORDERS)
      expect(new Set([...sequences.values()].map(String))).toEqual(
        new Set(["1,2"])
      )
    }, 120_000)

    it("try a receiver that is down one at a time, together", async () => {
      status = 500
      await insertEvents("down", ORDERS)
      await recover()
      await waitFor(async () => (await stateOf())?.status === "failing", {
        timeout: DELIVERY_TIME,
      })
      for (let trial = 1; trial <= 3; trial++) {
        await setTrial("1 hour")
        await waitFor(async () => !(await sql(UNDER_WAY)).length, {
          timeout: DELIVERY_TIME,
          message: "what is under way to end",
        })
        const { trial_number } = await stateOf()
        const before = receiver.requests.length
        await setTrial("0 s")
        await waitFor(
          async () => {
            const state = await stateOf()
            return state.trial_number > trial_number && state.is_waiting
          },
          { timeout: DELIVERY_TIME, message: "a trial" }
        )
        expect(receiver.requests.length - before).toBe(1)
      }
    }, 240_000)
  },
  { boot: false }
)
