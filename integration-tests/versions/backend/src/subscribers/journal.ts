import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { OrderFinalizationEvents } from "medusa-plugin-order-finalized"
import { appendLine } from "../../../../helpers/watch/json-lines"

/** Writes down every event as the bus delivers it, repeats included. */
export default async function writeJournal({
  event: { name, data },
}: SubscriberArgs<unknown>) {
  appendLine(process.env.EVENTS_FILE!, { name, data })
}

export const config: SubscriberConfig = {
  event: ["order.placed", ...Object.values(OrderFinalizationEvents)],
}
