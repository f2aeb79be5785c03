import "../helpers/backend/quiet"
import { parseArgs } from "util"
import { CASES, type Case } from "./cases"
import { startOutage } from "./erp-outage"
import { keepRunning } from "./keep-running"
import { play, type Played } from "./play"
import { setStage } from "./stage"
import { toTable } from "./table"
import { beliefOfFinalized, beliefOfPlaced, truthOf } from "./words"

/**
 * Boots a Medusa backend with the plugin from nothing, completes real carts, and shows
 * who believes what about them: `npm run demo`, with `-- --keep` to look at it in the dashboard.
 */

const HEAD = [
  "case",
  "a listener of order.placed believes",
  "a listener of order.finalized and order.reverted believes",
  "what is true in the database and at the payment provider",
  "",
]
/** 120 columns with their rules. */
const WIDTHS = [25, 20, 25, 26, 8]

// Of core's dependencies, which a reader of the demo cannot do anything about.
process.noDeprecation = true

const progress = (line: string) => console.log(line)

const toRow = (act: Case, played: Played): string[] => [
  act.title,
  beliefOfPlaced(played),
  beliefOfFinalized(played),
  truthOf(played),
  played.isAsPromised ? "ok" : "NOT AS PROMISED",
]

const main = async () => {
  const { values } = parseArgs({
    options: { keep: { type: "boolean", default: false } },
  })
  const stage = await setStage(progress)
  try {
    const rows = [HEAD]
    const broken: string[] = []
    const outage = await startOutage(stage)
    for (const act of CASES) {
      progress(`${act.title} ...`)
      const played = await play(stage, act)
      rows.push(toRow(act, played))
      if (!played.isAsPromised) {
        broken.push(
          `${act.title}: expected ${JSON.stringify(act.expected)}, got ${JSON.stringify(played.seen)}`
        )
      }
    }
    progress("The ERP is back ...")
    const { row, isAsPromised } = await outage.end()
    rows.push(row)
    if (!isAsPromised) {
      broken.push(`The ERP does not hold what is true: ${row.join("; ")}`)
    }
    console.log(`\n${toTable(rows, WIDTHS)}\n`)
    if (broken.length) {
      console.log(broken.join("\n"))
      process.exitCode = 1
    } else {
      console.log(
        "Shown: whoever acts on order.placed ships unpaid and deleted orders; order.finalized and order.reverted\nsay of each order what is true of it, also when it is undone."
      )
    }
    if (values.keep) {
      await keepRunning(stage, progress)
    }
  } finally {
    await stage.services.stop()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
