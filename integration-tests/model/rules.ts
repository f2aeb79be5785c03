import { Modules } from "@medusajs/framework/utils"
import { withClient } from "../helpers/databases"
import { waitFor } from "../helpers/wait-for"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"
import { reconcileOrdersWorkflow } from "../../src/workflows/reconcile-orders"
import type { World } from "./world"

/** Section 3 of the contract: what a status may lead to. */
const LEADS_TO: Record<string, string[]> = {
  pending: [
    "awaiting_payment",
    "on_hold",
    "finalized",
    "reverted",
    "needs_review",
  ],
  awaiting_payment: ["finalized", "reverted", "on_hold"],
  on_hold: ["finalized", "reverted"],
  finalized: ["reverted"],
  reverted: [],
  needs_review: ["finalized", "reverted"],
}

type Row = {
  order_id: string
  status: string | null
  review_reason: string | null
  stands: boolean
  is_canceled: boolean
  authorized: number
  captured: number
  recorded: number
  events: { id: string; name: string; sequence: number; data: EventData }[]
  transitions: { old_status: string; new_status: string }[]
}
type EventData = { was_finalized?: boolean }

// From core's own tables, past the plugin's way of gathering evidence.
const ROWS = `
  select coalesce(f.order_id, o.id) as order_id, f.status, f.review_reason,
    o.id is not null as stands, coalesce(o.status = 'canceled', false) as is_canceled,
    coalesce((select sum(p.amount)::float from payment p
      join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
      where l.order_id = o.id and p.canceled_at is null), 0) as authorized,
    coalesce((select sum(c.amount)::float from capture c
      join payment p on p.id = c.payment_id
      join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
      where l.order_id = o.id), 0) as captured,
    coalesce((select sum(t.amount)::float from order_transaction t
      where t.order_id = o.id and t.reference = 'capture'), 0) as recorded,
    coalesce((select jsonb_agg(e order by e.sequence) from order_event e
      where e.order_id = coalesce(f.order_id, o.id)), '[]') as events,
    coalesce((select jsonb_agg(t) from test_transition t
      where t.order_id = f.order_id), '[]') as transitions
  from order_finalization f
  full join (select * from "order" where deleted_at is null) o on o.id = f.order_id`

const readRows = async ({ databaseUrl }: World): Promise<Row[]> =>
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<Row>(ROWS)
    return rows
  })

const isSettled = ({ status, events }: Row & { events: unknown[] }) =>
  status !== null &&
  status !== "pending" &&
  (events as { published_at?: string }[]).every((event) => event.published_at)

/** Reconciles until nothing moves any more; what does not come to rest is a violation. */
export const settleAll = async (world: World): Promise<void> => {
  const { container } = world.backend
  await waitFor(
    async () => {
      const open = (await readRows(world)).filter((row) => !isSettled(row))
      if (!open.length) {
        return true
      }
      await reconcileOrdersWorkflow(container).run({
        input: { order_ids: open.map(({ order_id }) => order_id) },
      })
      await auditOrdersWorkflow(container).run()
      return false
    },
    { timeout: 20_000 }
  ).catch(() => {})
  await container.resolve(Modules.EVENT_BUS).emit([])
  await world.listener.fence()
}

/** What the contract says must not be, of every order that ever was. */
export const findViolations = async (world: World): Promise<string[]> =>
  (await readRows(world)).flatMap((row) =>
    check(row, world).map((why) => `${row.order_id}: ${why}`)
  )

function check(row: Row, { listener }: World): string[] {
  const { order_id, status, stands, is_canceled, events } = row
  const violations: string[] = []
  const must = (holds: boolean, why: string) => {
    if (!holds) {
      violations.push(why)
    }
  }
  const of = (name: string) => events.filter((event) => event.name === name)
  const heard = (name: string) =>
    new Set(listener.of(order_id, name).map(({ data }) => data.event_id)).size
  const finalized = of("order.finalized")
  const reverted = of("order.reverted")

  must(isSettled(row), `it never comes to rest, its status is ${status}`)
  must(finalized.length <= 1 && reverted.length <= 1, "an event came twice")
  must(heard("order.finalized") === finalized.length, "finalized, unheard")
  must(heard("order.reverted") === reverted.length, "reverted, unheard")
  must(
    events.every((event, i) => event.sequence === i + 1),
    "its sequence has a gap"
  )
  must((status === "reverted") === reverted.length > 0, "status and R differ")
  must(status !== "finalized" || finalized.length === 1, "finalized without F")
  must(
    !reverted.length || !stands || is_canceled,
    "reverted, but the order stands"
  )
  must(
    !reverted.length ||
      reverted[0]!.data.was_finalized === finalized.length > 0,
    "was_finalized is not so"
  )
  if (status === "finalized" && stands && !is_canceled) {
    must(row.authorized >= 15, "finalized, but not paid")
    must(row.captured <= row.recorded, "finalized, with an unrecorded capture")
  }
  must(
    status !== "finalized" || stands,
    "finalized, but gone and never reverted"
  )
  must(
    status !== "awaiting_payment" || row.authorized < 15,
    "paid, but still waiting for its payment"
  )
  must(
    status !== "needs_review" || Boolean(row.review_reason),
    "a review without a reason"
  )
  for (const { old_status, new_status } of row.transitions) {
    must(
      LEADS_TO[old_status]!.includes(new_status),
      `${old_status} led to ${new_status}`
    )
  }
  return violations
}
