import "../helpers/backend/quiet"
import { parseArgs } from "util"
import { ADMIN } from "../helpers/shop/seed"
import { CASES, type Case } from "./cases"
import { startOutage } from "./erp-outage"
import { play, type Played } from "./play"
import { setStage, type Stage } from "./stage"
import { toTable } from "./table"
import { beliefOfFinalized, beliefOfPlaced, truthOf } from "./words"

/**
 * Boots a Medusa backend with the plugin from nothing, completes real carts, and shows
 * who believes what about them: `npm run demo`, with `-- --keep` to leave it running.
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

const keepRunning = async ({ backend }: Stage) => {
  console.log(
    [
      "",
      `The backend is running at ${backend.url}`,
      `  admin login      ${ADMIN.email} / ${ADMIN.password}`,
      `  publishable key  ${backend.seed.publishable_key}`,
      "Ctrl-C ends it and removes its data.",
    ].join("\n")
  )
  // The server keeps the process alive, and a signal ends it.
  await new Promise(() => {})
}

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
      await keepRunning(stage)
    }
  } finally {
    await stage.services.stop()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
