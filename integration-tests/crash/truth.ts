import { withClient } from "../helpers/services/databases"
import type { Journal, JournaledStep } from "../helpers/watch/journal"
import type { HeardEvent } from "../helpers/watch/listener"

export type Sale = {
  cart_id: string
  payment_session_id: string | null
}

/** What is known of an order from the outside, when all has come to rest. */
export type OrderTruth = {
  order_id: string
  /** Whether it is there, in core's own table. */
  stands: boolean
  is_canceled: boolean
  /** What the bank says. */
  is_paid: boolean
  /** How far its run has come. */
  steps: JournaledStep["step"][]
  status: string | null
  review_reason: string | null
  finalized: HeardData[]
  reverted: HeardData[]
  /** The names of its events in the order of their first arrival. */
  heard: string[]
}

type HeardData = HeardEvent["data"]

type Row = {
  order_id: string
  stands: boolean
  is_canceled: boolean | null
  cart_id: string | null
  status: string | null
  review_reason: string | null
}

const ORDERS = `
  select coalesce(o.id, f.order_id) as order_id, o.id is not null as stands,
    o.status = 'canceled' as is_canceled, coalesce(f.cart_id, c.cart_id) as cart_id,
    f.status, f.review_reason
  from (select * from "order" where deleted_at is null) o
  full join order_finalization f on f.order_id = o.id
  left join order_cart c on c.order_id = o.id and c.deleted_at is null`

/** Of every order that the database, a run or an event has ever named. */
export const readTruth = async (
  databaseUrl: string,
  journal: Journal,
  sales: Sale[]
): Promise<OrderTruth[]> => {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<Row>(ORDERS)
  )
  const steps = journal.steps()
  const events = journal.events()
  const byId = new Map(rows.map((row) => [row.order_id, row]))
  const ids = new Set([
    ...byId.keys(),
    ...steps.map(({ order_id }) => order_id),
    ...events.map(({ data }) => data.id as string),
  ])

  return [...ids].map((order_id) => {
    const row = byId.get(order_id)
    const ownSteps = steps.filter((step) => step.order_id === order_id)
    const own = events.filter(({ data }) => data.id === order_id)
    const of = (name: string) =>
      own.filter((event) => event.name === name).map(({ data }) => data)
    const cartId = ownSteps[0]?.cart_id ?? row?.cart_id
    const session = sales.find(({ cart_id }) => cart_id === cartId)
    const account =
      session?.payment_session_id && journal.account(session.payment_session_id)
    return {
      order_id,
      stands: row?.stands ?? false,
      is_canceled: row?.is_canceled ?? false,
      is_paid: Boolean(account && account.authorized && !account.canceled),
      steps: ownSteps.map(({ step }) => step),
      status: row?.status ?? null,
      review_reason: row?.review_reason ?? null,
      finalized: of("order.finalized"),
      reverted: of("order.reverted"),
      heard: [...new Set(own.map(({ name }) => name))],
    }
  })
}
