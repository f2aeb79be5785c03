import type { MedusaContainer } from "@medusajs/framework/types"
import { reportAlarms } from "../report-alarms"

/** Says in the log, at most once a minute, that a person should look. */
export default async function reportAlarmsJob(
  container: MedusaContainer
): Promise<void> {
  await reportAlarms(container)
}

export const config = {
  name: "order-finalization-report-alarms",
  schedule: { interval: 60_000 },
}
