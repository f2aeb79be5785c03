import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

const EVENT_FIELDS = [
  "id",
  "name",
  "order_id",
  "sequence",
  "position",
  "data",
  "due_at",
  "published_at",
  "attempts",
  "last_error",
  "created_at",
]

export const RECEIPT_FIELDS = [
  "id",
  "event_id",
  "consumer",
  "status",
  "attempts",
  "next_attempt_at",
  "last_error",
  "done_at",
]

/**
 * Events in their sequence, each with its receipts. One that is only staged is left out:
 * it may never happen.
 */
export async function listEventsWithReceipts(
  container: MedusaContainer,
  filters: { id: string } | { order_id: string }
) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: events } = await query.graph({
    entity: "order_finalization_event",
    fields: EVENT_FIELDS,
    filters: { ...filters, due_at: { $ne: null } },
    pagination: { order: { sequence: "ASC" } },
  })
  const { data: receipts } = await query.graph({
    entity: "order_finalization_receipt",
    fields: RECEIPT_FIELDS,
    filters: { event_id: events.map(({ id }) => id) },
    pagination: { order: { consumer: "ASC" } },
  })
  return events.map((event) => ({
    ...event,
    receipts: receipts.filter(({ event_id }) => event_id === event.id),
  }))
}
