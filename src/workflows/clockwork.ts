// Handlers and subscribers of what is published get the application's own container, as
// the event bus gives it to them: a run's would put their events into its event group.
import { container } from "@medusajs/framework"
import { reportAlarms } from "../clockwork/report-alarms"
import { addClockworkTask } from "../modules/order-finalization/clockwork"
import { runDueReceipts } from "../consumers/run-due-receipts"
import { startWebhooks } from "../webhooks/start-webhooks"
import { auditOrdersWorkflow } from "./audit-orders"
import { pruneOrderEventsWorkflow } from "./prune-order-events"
import { startRelay } from "./publish-order-events"
import { reconcileOrdersWorkflow } from "./reconcile-orders"
import {
  AUDIT_EVERY_MS,
  LOOK_EVERY_MS,
  PRUNE_EVERY_MS,
  REPORT_EVERY_MS,
} from "../modules/order-finalization/timing"

/** The net under the relay's wake-up: publishes what is due, whoever forgot to say so. */
addClockworkTask({
  name: "publish-order-events",
  interval: LOOK_EVERY_MS,
  run: async () => void startRelay(container),
})

/** The net under the event bus: no consumer of `processOnce` misses an event. */
addClockworkTask({
  name: "run-due-receipts",
  interval: LOOK_EVERY_MS,
  run: async () => await runDueReceipts(container),
})

/** The net under the webhooks' wake-up, and what retries and trials wait for. */
addClockworkTask({
  name: "deliver-webhooks",
  interval: LOOK_EVERY_MS,
  run: async () => startWebhooks(container),
})

/** The net under the run's wake-up: settles what has waited too long. */
addClockworkTask({
  name: "reconcile-orders",
  interval: LOOK_EVERY_MS,
  run: async () => {
    await reconcileOrdersWorkflow(container).run({ input: {} })
  },
})

/** The net under everything: what left no trace in the plugin's own tables. */
addClockworkTask({
  name: "audit-orders",
  interval: AUDIT_EVERY_MS,
  isForOne: true,
  run: async () => {
    await auditOrdersWorkflow(container).run()
  },
})

/** Keeps the outbox as large as `eventRetention` says. */
addClockworkTask({
  name: "prune-order-events",
  interval: PRUNE_EVERY_MS,
  isForOne: true,
  run: async () => {
    await pruneOrderEventsWorkflow(container).run()
  },
})

/** Says in the log that a person should look. */
addClockworkTask({
  name: "report-alarms",
  interval: REPORT_EVERY_MS,
  isForOne: true,
  run: async () => await reportAlarms(container),
})
