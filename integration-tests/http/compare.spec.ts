import { Modules } from "@medusajs/framework/utils"
import {
  pruneOrderEventsWorkflow,
  reconcileOrdersWorkflow,
} from "../../src/workflows"
import { describeOnEngine } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { retrieveRecord } from "../helpers/shop/order"
import { waitFor } from "../helpers/watch/wait-for"

const PATH = "/admin/order-finalizations/compare"
const NOTHING = {
  to_void: [],
  missing: [],
  to_restore: [],
  not_final_yet: [],
  unknown: [],
  agreed: 0,
}

/** One record of each status; of the final ones, when they became it. */
const RECORDS: [id: string, number: number, status: string, at?: string][] = [
  ["order_final", 101, "finalized", "2020-11-01T00:00:00.000Z"],
  ["order_later", 102, "finalized", "2020-11-30T23:59:59.999Z"],
  ["order_next_month", 103, "finalized", "2020-12-01T00:00:00.000Z"],
  ["order_undone", 104, "reverted", "2020-11-15T00:00:00.000Z"],
  ["order_never", 105, "reverted"],
  ["order_pending", 106, "pending"],
  ["order_waiting", 107, "awaiting_payment"],
  ["order_on_hold", 108, "on_hold"],
  ["order_in_review", 109, "needs_review"],
]
const NOVEMBER = { since: "2020-11-01", until: "2020-12-01" }

const REASON = {
  code: "workflow_canceled",
  step: null,
  message: "Something that only the record tells",
}

describeOnEngine(
  "Comparing what an outside system holds",
  (context) => {
    const sql = async (text: string, values: unknown[] = []) =>
      await withClient(
        context.engine.databaseUrl,
        async (client) => (await client.query(text, values)).rows
      )

    const compare = async (body: unknown) => {
      const { api, adminHeaders } = context.backend
      return await api.post(PATH, body, adminHeaders)
    }

    const compareOrders = async (orders: unknown[], period: object = {}) => {
      const { status, data } = await compare({ orders, ...period })
      expect({ status, message: data.message }).toEqual({ status: 200 })
      return data
    }

    const shown = (orderId: string) => {
      const [id, display_id, status] = RECORDS.find(([id]) => id === orderId)!
      return { id, display_id, status }
    }

    beforeAll(async () => {
      for (const [id, number, status, at] of RECORDS) {
        await sql(
          `insert into order_finalization
             (id, order_id, display_id, status, finalized_at, reason)
           values ($1, $2, $3, $4, $5, case when $4 = 'reverted' then $6::jsonb end)`,
          [`ordfin_${id}`, id, number, status, at, JSON.stringify(REASON)]
        )
      }
    })

    it("tells what is to be voided and why, what is to be restored, what is not final yet, and what nobody knows", async () => {
      const answer = await compareOrders([
        { id: "order_final" },
        { id: "order_undone", state: "held" },
        { id: "order_never" },
        { id: "order_later", state: "voided" },
        { id: "order_pending" },
        { id: "order_waiting" },
        { id: "order_on_hold" },
        { id: "order_in_review" },
        { id: 'order_?\'\\ of "nobody"' },
        { id: "order_of_nobody", display_id: 101, state: "voided" },
        { display_id: 999 },
      ])
      const reason = { code: "workflow_canceled", step: null }
      expect(answer).toEqual({
        to_void: [
          { ...shown("order_undone"), reason },
          { ...shown("order_never"), reason },
        ],
        missing: [],
        to_restore: [shown("order_later")],
        not_final_yet: [
          shown("order_pending"),
          shown("order_waiting"),
          shown("order_on_hold"),
          shown("order_in_review"),
        ],
        unknown: [
          { id: 'order_?\'\\ of "nobody"', display_id: null, status: null },
          { id: "order_of_nobody", display_id: 101, status: null },
          { id: null, display_id: 999, status: null },
        ],
        agreed: 1,
      })
    })

    it("knows an order by its number, and finds right what is voided and not final", async () => {
      const answer = await compareOrders([
        { display_id: 101 },
        { display_id: 104 },
        ...[105, 106, 107, 108, 109].map((display_id) => ({
          display_id,
          state: "voided",
        })),
      ])
      expect(answer).toEqual({
        ...NOTHING,
        to_void: [expect.objectContaining(shown("order_undone"))],
        agreed: 6,
      })
    })

    it("tells which orders became final within the time and are not named, its end not included", async () => {
      expect(await compareOrders([], NOVEMBER)).toEqual({
        ...NOTHING,
        missing: [shown("order_final"), shown("order_later")],
      })
      expect(await compareOrders([{ display_id: 101 }], NOVEMBER)).toEqual({
        ...NOTHING,
        missing: [shown("order_later")],
        agreed: 1,
      })
      const since = { since: "2020-12-01" }
      expect((await compareOrders([], since)).missing).toContainEqual(
        shown("order_next_month")
      )
      expect(await compareOrders([])).toEqual(NOTHING)
      // To restore what is voided is enough.
      const voided = [{ id: "order_final", state: "voided" }]
      expect(await compareOrders(voided, NOVEMBER)).toEqual({
        ...NOTHING,
        missing: [shown("order_later")],
        to_restore: [shown("order_final")],
      })
    })

    it("counts an order once that is named twice, and refuses one that is held and voided", async () => {
      const twice = [
        { id: "order_final" },
        { display_id: 101 },
        { id: "order_never" },
        { id: "order_never", state: "held" },
        { display_id: 999 },
        { display_id: 999 },
      ]
      expect(await compareOrders(twice)).toMatchObject({
        to_void: [{ id: "order_never" }],
        unknown: [{ display_id: 999 }],
        agreed: 1,
      })
      for (const [orders, name] of [
        [[{ id: "order_final" }, { display_id: 101 }], "order_final, #101"],
        [[{ id: "order_nobody" }, { id: "order_nobody" }], "order_nobody"],
        [[{ display_id: 998 }, { display_id: 998 }], "#998"],
      ] as const) {
        const { status, data } = await compare({
          orders: [orders[0], { ...orders[1], state: "voided" }],
        })
        expect({ status, message: data.message }).toEqual({
          status: 400,
          message: `Order ${name} is named as held and as voided: only one can be true.`,
        })
      }
    })

    it("has records say when an order became final, for good: without its events, and once it is reverted", async () => {
      const { container } = context.backend
      const { cart_id } = await readyCart(context.backend)
      const { order } = (await completeCart(context.backend, cart_id)).data
      const final = await waitFor(async () => {
        const record = await retrieveRecord(context.backend, order.id)
        return record?.status === "finalized" && record
      })
      const since = new Date(final.finalized_at!).toISOString()
      const missing = [
        { id: order.id, display_id: order.display_id, status: "finalized" },
      ]
      expect((await compareOrders([], { since })).missing).toEqual(missing)

      await waitFor(async () => {
        const [event] = await sql(
          "select published_at from order_finalization_event where order_id = $1",
          [order.id]
        )
        return event.published_at
      })
      await sql(
        "update order_finalization_event set published_at = '2020-01-01' where order_id = $1",
        [order.id]
      )
      const { result } = await pruneOrderEventsWorkflow(container).run()
      expect(result).toEqual({ pruned: 1 })
      expect((await compareOrders([], { since })).missing).toEqual(missing)

      await container.resolve(Modules.ORDER).deleteOrders([order.id])
      await reconcileOrdersWorkflow(container).run({
        input: { order_ids: [order.id] },
      })
      expect(await compareOrders([{ id: order.id }], { since })).toEqual({
        ...NOTHING,
        to_void: [
          {
            id: order.id,
            display_id: order.display_id,
            status: "reverted",
            reason: { code: "order_missing", step: null },
          },
        ],
      })
      expect(await retrieveRecord(context.backend, order.id)).toMatchObject({
        finalized_at: final.finalized_at,
      })
    })

    it("has a record say when a deferred order became final, by the look that made it so", async () => {
      const { container } = context.backend
      const { cart_id } = await readyCart(context.backend, {
        outcome: "pending_authorization",
      })
      const { order } = (await completeCart(context.backend, cart_id)).data
      const retrieve = async (status: string) =>
        await waitFor(async () => {
          const record = await retrieveRecord(context.backend, order.id)
          return record?.status === status && record
        })
      expect(await retrieve("awaiting_payment")).toMatchObject({
        finalized_at: null,
      })
      await sql(
        "update order_finalization set status = 'needs_review', staged_status = 'finalized' where order_id = $1",
        [order.id]
      )
      const { api, adminHeaders } = context.backend
      const path = `/admin/orders/${order.id}/finalization/release`
      const body = { accept_amount: true }
      expect((await api.post(path, body, adminHeaders)).status).toBe(200)
      const { finalized_at } = await retrieve("finalized")
      expect(finalized_at).not.toBeNull()
      await reconcileOrdersWorkflow(container).run({
        input: { order_ids: [order.id] },
      })
      expect(await retrieve("finalized")).toMatchObject({ finalized_at })
    })

    it("takes 10,000 orders, and names the limit to whoever brings more", async () => {
      const strangers = Array.from({ length: 10_000 }, (_, n) => ({
        id: `order_01${String(n).padStart(24, "0")}`,
        display_id: 2_000_000_000 + n,
        state: "voided",
      }))
      const { unknown, agreed } = await compareOrders(strangers)
      expect({ unknown: unknown.length, agreed }).toEqual({
        unknown: 10_000,
        agreed: 0,
      })
      const more = await compare({ orders: [...strangers, { id: "order_1" }] })
      expect(more.status).toBe(400)
      expect(more.data.message).toContain(
        "'orders' too big, expected at most: '10000'"
      )
    })

    it.each([
      [{}, "orders"],
      [{ orders: { id: "order_1" } }, "orders"],
      [{ orders: [{}] }, "`id` or a `display_id`"],
      [{ orders: [{ state: "held" }] }, "`id` or a `display_id`"],
      [{ orders: [{ id: "order_1", state: "gone" }] }, "state"],
      [{ orders: [{ id: "order_1", total: 1 }] }, "total"],
      [{ orders: [{ display_id: "101" }] }, "display_id"],
      [{ orders: [], until: "2020-12-01" }, "earlier `since`"],
      [
        { orders: [], since: "2020-12-01", until: "2020-11-01" },
        "earlier `since`",
      ],
      [{ orders: [], from: "2020-12-01" }, "from"],
    ])("answers 400 to %j", async (body, words) => {
      const { status, data } = await compare(body)
      expect({ status, type: data.type }).toEqual({
        status: 400,
        type: "invalid_data",
      })
      expect(data.message).toContain(words)
    })
  },
  { pluginOptions: { eventRetention: "1h" } }
)
