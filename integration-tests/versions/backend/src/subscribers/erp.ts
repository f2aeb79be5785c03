import {
  OrderFinalizationEvents,
  processOnce,
} from "medusa-plugin-order-finalized"
import { appendLine } from "../../../../helpers/watch/json-lines"

export default processOnce("erp", async ({ event: { name, data } }) => {
  appendLine(process.env.HANDLED_FILE!, { name, event_id: data.event_id })
})

export const config = { event: Object.values(OrderFinalizationEvents) }
