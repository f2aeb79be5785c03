import { describeOnEngine } from "../helpers/engine"
import { checkModel } from "./check"

/** On each of the two engines: over 1,000 in all. */
const COMMANDS = 525

describeOnEngine(
  "Any sequence of what may happen to orders",
  (context) => {
    it("leaves every order as section 3 of the contract allows, and no other", async () => {
      const { engine, backend } = context
      const report = await checkModel(engine.databaseUrl, backend, COMMANDS)
      expect(report).toMatchObject({ commands: COMMANDS, violations: [] })
    }, 500_000)
  },
  { pluginOptions: { reconcileAfter: "300ms" } }
)
