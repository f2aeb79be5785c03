import { addFinalizationGate } from "../../src/gates"
import { OrderFinalizationStatus } from "../../src/modules/order-finalization/types"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { retrieveRecord } from "../helpers/shop/order"
import { waitFor } from "../helpers/watch/wait-for"

const LONG = "x".repeat(2_000)
/** What no PostgreSQL takes for text, as a part of a URL and as JSON. */
const ODD_IN_URL = ["%00", "order_%00", "%01", "%7F", LONG]
const ODD_IN_JSON = ["\u0000", "a\u0000b", "\ud800", "\u0007", LONG]

const ODD_DATES = [
  ...[
    "%00",
    "yesterday",
    "",
    "NaN",
    "1e400",
    "2026-13-01",
    "2026-02-31T25:00Z",
  ],
  // JavaScript knows these, and PostgreSQL does not.
  ...["%2B275760-09-13T00:00:00.000Z", "-000001-01-01T00:00:00.000Z"],
  ...["%2B010000-01-01T00:00:00.000Z", "-271821-04-20", "0000-01-01"],
]

const ODD_FIELDS = ["%00", "status,%00", "nope", "order.'", "status'", LONG]

const query = (path: string, names: string[], values: string[]) =>
  names.flatMap((name) => values.map((value) => `${path}?${name}=${value}`))

const LIST = "/admin/order-finalizations"
const FEED = "/admin/order-events"
const WEBHOOKS = "/admin/order-webhooks"
const DELIVERIES = `${WEBHOOKS}/ordwh_1/deliveries`
const RECEIPTS = "/admin/order-event-receipts"

const ODD_GETS = [
  ...query(LIST, ["order_id", "order_id[]", "order_id[$ne]"], ODD_IN_URL),
  ...query(LIST, ["status", "status[]"], ["%00", "nope", "", "Finalized"]),
  ...query(LIST, ["status[$ne]", "status[x]"], ["finalized"]),
  ...query(LIST, ["updated_at", "updated_at[$gte]"], ODD_DATES),
  ...query(LIST, ["updated_at[$near]", "updated_at[$lt][]"], ["2026-01-01"]),
  ...query(LIST, ["order"], ["%00", "nope", "-", "--id", "id,status", LONG]),
  ...query(LIST, ["order[id]", "order[]"], ["asc"]),
  ...query(LIST, ["fields"], ODD_FIELDS),
  ...query(LIST, ["limit"], ["%00", "0", "-1", "1.5", "1e400", "1001", "x"]),
  ...query(LIST, ["offset"], ["%00", "-1", "1.5", "1e30", "x"]),
  ...query(LIST, ["%00", "email", "with_deleted"], ["true"]),
  ...query(FEED, ["after", "order_id", "name"], ODD_IN_URL),
  ...query(FEED, ["after[]", "order_id[$ne]", "name[]"], ["%00"]),
  ...query(FEED, ["limit"], ["%00", "0", "-1", "1.5", "1e400", "1001", "x"]),
  ...query(FEED, ["fields", "%00"], ["id"]),
  ...query(LIST, ["display_id"], ["%00", "0", "-1", "1.5", "2147483648", "x"]),
  ...query(RECEIPTS, ["consumer", "order_id"], ["%00", ""]),
  ...query(RECEIPTS, ["status", "limit", "offset"], ["%00", "-1", "x"]),
  ...ODD_IN_URL.map((id) => `/admin/orders/${id}/finalization`),
  ...query("/admin/orders/order_1/finalization", ["fields"], ODD_FIELDS),
  ...query(WEBHOOKS, ["status"], ["%00", "nope", ""]),
  ...query(WEBHOOKS, ["order"], ["%00", "secrets", "-", "id,url", LONG]),
  ...query(WEBHOOKS, ["fields"], [...ODD_FIELDS, "secrets", "*"]),
  ...query(WEBHOOKS, ["limit"], ["%00", "0", "-1", "1.5", "1e400", "x"]),
  ...query(WEBHOOKS, ["%00", "secrets", "with_deleted"], ["true"]),
  ...query(DELIVERIES, ["status", "order_id"], ODD_IN_URL),
  ...query(DELIVERIES, ["limit"], ["%00", "0", "-1", "1.5", "101", "x"]),
  ...query(DELIVERIES, ["offset"], ["%00", "-1", "1.5", "1e30", "x"]),
  ...ODD_IN_URL.map((id) => `${WEBHOOKS}/${id}`),
  ...ODD_IN_URL.map((id) => `${WEBHOOKS}/${id}/deliveries`),
  ...ODD_IN_URL.map((id) => `/store/orders/${id}/finalization`),
]

const RETRY = "/admin/order-event-receipts/retry"
const REDELIVER = "/admin/order-events/ordev_1/redeliver"
const COMPARE = "/admin/order-finalizations/compare"

const ODD_POSTS: [string, unknown][] = [
  ...ODD_IN_URL.flatMap((id): [string, unknown][] => [
    [`/admin/orders/${id}/finalization/release`, {}],
    [`/admin/orders/${id}/finalization/reconcile`, {}],
    [`/admin/order-events/${id}/redeliver`, {}],
    [`${WEBHOOKS}/${id}`, {}],
    [`${WEBHOOKS}/${id}/pause`, {}],
    [`${WEBHOOKS}/${id}/test`, {}],
  ]),
  ...ODD_IN_JSON.flatMap((text): [string, unknown][] => [
    [REDELIVER, { consumer: text }],
    [RETRY, { consumer: text }],
    [RETRY, { event_id: text }],
    [RETRY, { [text]: "erp" }],
    [WEBHOOKS, { url: text }],
    [WEBHOOKS, { url: `https://erp.example.com/${text}` }],
    [WEBHOOKS, { url: "https://erp.example.com", description: text }],
    [WEBHOOKS, { url: "https://erp.example.com", events: [text] }],
    [WEBHOOKS, { url: "https://erp.example.com", format: text }],
    [WEBHOOKS, { url: "https://erp.example.com", headers: { [text]: "1" } }],
    [`${WEBHOOKS}/ordwh_1/recover`, { since: text }],
    [`${WEBHOOKS}/ordwh_1/rotate-secret`, { expire_previous_after: text }],
    [COMPARE, { orders: [{ id: text }] }],
    [COMPARE, { orders: [{ id: "order_1", state: text }] }],
    [COMPARE, { orders: [{ [text]: "order_1" }] }],
  ]),
  ...["", 7, null, ["order_1"], {}].map((id): [string, unknown] => [
    COMPARE,
    { orders: [{ id }] },
  ]),
  ...["1", 0, -1, 1.5, 2 ** 31, 1e300, null].map(
    (display_id): [string, unknown] => [COMPARE, { orders: [{ display_id }] }]
  ),
  ...["order_1", 7, null, {}, ["order_1"], [null]].map(
    (orders): [string, unknown] => [COMPARE, { orders }]
  ),
  // In a body nothing is encoded.
  ...[...ODD_DATES.map(decodeURIComponent), 7, null, ["2026-01-01"]].flatMap(
    (date): [string, unknown][] => [
      [COMPARE, { orders: [], since: date }],
      [COMPARE, { orders: [], since: "0001-01-01", until: date }],
    ]
  ),
]

let holds = false
addFinalizationGate("odd-input", async () =>
  holds ? { hold: "score 87 of ada@example.com\u0000" } : { pass: true }
)

describeOnEngine("The plugin's routes", (context) => {
  const get = async (path: string) => {
    const { api, adminHeaders, storeHeaders } = context.backend
    const isStore = path.startsWith("/store")
    return await api.get(path, isStore ? storeHeaders : adminHeaders)
  }
  const post = async (path: string, body: unknown = {}) =>
    await context.backend.api.post(path, body, context.backend.adminHeaders)

  it("answer 400 to what no database takes, in path, query and body", async () => {
    const answers = new Map<string, unknown>()
    for (const path of ODD_GETS) {
      const { status, data } = await get(path)
      answers.set(path.slice(0, 150), { status, type: data.type })
    }
    for (const [path, body] of ODD_POSTS) {
      const { status, data } = await post(path, body)
      const key = `${path} ${JSON.stringify(body)}`.slice(0, 150)
      answers.set(key, { status, type: data.type })
    }
    const expected = [...answers.keys()].map((path) => [
      path,
      { status: 400, type: "invalid_data" },
    ])
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(expected))
  }, 120_000)

  it("name the values that a filter takes", async () => {
    const { data } = await get(`${LIST}?status=nope`)
    for (const status of Object.values(OrderFinalizationStatus)) {
      expect(data.message).toContain(status)
    }
    const named = await get(`${FEED}?name=nope`)
    expect(named.data.message).toContain("order.finalized")
    expect(named.data.message).toContain("order.reverted")
  })

  it("take dates in any notation that JavaScript reads", async () => {
    for (const date of [
      "2026-01-31",
      "2026-01-31T12:00:00%2B02:00",
      "Jan 31 2026",
      "1",
    ]) {
      const { status } = await get(`${LIST}?updated_at[$lt]=${date}`)
      expect({ date, status }).toEqual({ date, status: 200 })
    }
  })

  it("answer a POST with the columns that a GET shows, and no more", async () => {
    holds = true
    const { cart_id } = await readyCart(context.backend)
    const { order } = (await completeCart(context.backend, cart_id)).data
    const path = `/admin/orders/${order.id}/finalization`
    const record = await waitFor(async () => {
      const found = await retrieveRecord(context.backend, order.id)
      return found?.status === "on_hold" ? found : null
    })
    // A gate's words are kept by the same rules as an error's.
    expect(record.hold_reason).toBe("odd-input: score 87 of [redacted]")
    expect(record.review_reason).toContain("score 87 of [redacted]")

    const list = (await get(`${LIST}?order_id=${order.id}`)).data
    const columns = Object.keys(list.order_finalizations[0]).sort()
    expect(columns).not.toContain("checks")
    const { events, ...shown } = (await get(path)).data.order_finalization
    expect(events).toEqual([])
    expect(Object.keys(shown).sort()).toEqual(columns)
    // Nobody else shall end the hold before that.
    for (const verb of ["release", "reconcile"]) {
      const { status, data } = await post(`${path}/${verb}`)
      expect(status).toBe(200)
      expect(Object.keys(data.order_finalization).sort()).toEqual(columns)
    }
    holds = false
  })

  it.each([
    ["pending", "processing"],
    ["on_hold", "processing"],
    ["needs_review", "processing"],
    ["awaiting_payment", "awaiting_payment"],
    ["finalized", "confirmed"],
    ["reverted", "canceled"],
  ])("tell a shopper of an order that is %s: %s", async (status, told) => {
    const id = `order_shopper_${status}`
    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `insert into order_finalization (id, order_id, status, review_reason, hold_reason)
         values ($1, $2, $3, 'Held by a gate, fraud', 'fraud: score 87')`,
        [`ordfin_${status}`, id, status]
      )
    })
    const answer = await get(`/store/orders/${id}/finalization`)
    expect(answer).toEqual({
      status: 200,
      data: { finalization: { status: told, updated_at: expect.any(String) } },
    })
    expect(JSON.stringify(answer)).not.toMatch(/fraud|hold|review/)
  })
})
