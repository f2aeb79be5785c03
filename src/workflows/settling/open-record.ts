import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { RunEvidence } from "../../modules/order-finalization/decide"
import {
  UNKNOWN_RUN,
  type TrackedOrder,
} from "../../modules/order-finalization/types"
import { findDeadRun } from "../evidence/find-dead-run"
import { settleFromEvidence } from "./settle-from-evidence"

type QueriedOrder = {
  id: string
  email: string
  currency_code: string
  total: number
  display_id: number | null
  is_draft_order: boolean | null
  created_at: Date | string
  cart?: { id: string } | null
  payment_collections?: ({ id: string } | null)[]
  transactions?: { reference: string | null }[]
}

type MissingRecord = { order: TrackedOrder; run: RunEvidence }

/** Instead of a status: the order is of the kind that gets no record. */
export const NO_RECORD = "no_record"

/**
 * Opens the record of an order that has none: it was made by another workflow, its run
 * died, or the plugin's own writes failed. A draft gets none yet.
 *
 * @param createdSince - Orders that are older get none, and neither does one that nobody is
 * asked to pay for and that no capture of its own pays: an import, a marketplace's child
 * order that is yet to be paid. `null` asks for a record all the same.
 */
export async function openRecord(
  container: MedusaContainer,
  orderId: string,
  createdSince: Date | null
): Promise<{ status: string }> {
  const missing = await toMissingRecord(container, orderId, createdSince)
  if (!missing) {
    return { status: NO_RECORD }
  }
  const { order, run } = missing
  return await settleFromEvidence(container, order, async () => run)
}

async function toMissingRecord(
  container: MedusaContainer,
  orderId: string,
  createdSince: Date | null
): Promise<MissingRecord | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: [
      "id",
      "email",
      "currency_code",
      "total",
      "display_id",
      "is_draft_order",
      "created_at",
      "cart.id",
      "payment_collections.id",
      "transactions.reference",
    ],
    filters: { id: orderId },
  })
  // The graph's types do not know which links a backend has.
  const order = (data as unknown as QueriedOrder[])[0]
  const hasCollection = order?.payment_collections?.some(Boolean)
  if (!order || order.is_draft_order) {
    return null
  }
  const createdAt = new Date(order.created_at)
  if (createdSince && createdAt < createdSince) {
    return null
  }
  const dead = await findDeadRun(container, order)
  if (dead) {
    const { options } = container.resolve(ORDER_FINALIZATION_MODULE)
    // It may be alive: then it opens the record, or the audit does.
    const isYoung = Date.now() - createdAt.getTime() < options.reconcileAfter
    return isYoung ? null : { order: dead, run: { state: "lost" } }
  }
  const hasOwnCapture = order.transactions?.some(
    ({ reference }) => reference === "capture"
  )
  const isPayable = hasCollection || hasOwnCapture || order.total <= 0
  if (createdSince && !isPayable) {
    return null
  }
  return {
    order: {
      ...UNKNOWN_RUN,
      order_id: order.id,
      display_id: order.display_id,
      cart_id: order.cart?.id ?? null,
    },
    run: { state: "finished" },
  }
}
