import { describeOnEngine } from "../helpers/backend/engine"
import { checkModel, toModelOptions } from "./check-model"

/** By each rule, on each of the two engines: over 1,000 in all. */
const COMMANDS = 270

/** The same sequences each time; `npm run model` plays new ones. */
const SEEDS = { authorized: 147_281_054, captured: 147_381_054 }

for (const rule of ["authorized", "captured"] as const) {
  describeOnEngine(
    `Any sequence of what may happen to orders that are final when ${rule}`,
    (context) => {
      it("leaves every order with its one answer, and says it once", async () => {
        const { engine, backend } = context
        const { databaseUrl } = engine
        const report = await checkModel({
          databaseUrl,
          backend,
          rule,
          // Of the two roads one each.
          hasGate: rule === "captured",
          commands: COMMANDS,
          seed: SEEDS[rule],
        })
        expect(report.violations).toEqual([])
        expect(report.commands).toBeGreaterThanOrEqual(COMMANDS)
      }, 600_000)
    },
    { pluginOptions: toModelOptions(rule) }
  )
}
