import { describeOnEngine } from "../helpers/engine"
import { checkModel, MODEL_OPTIONS } from "./check-model"

/** On each of the two engines: over 1,000 in all. */
const COMMANDS = 510
/** The same sequences each time; `npm run model` plays new ones. */
const SEED = 147_281_054

describeOnEngine(
  "Any sequence of what may happen to orders",
  (context) => {
    it("section 3: leaves every order with its one answer, and says it once", async () => {
      const { engine, backend } = context
      const { databaseUrl } = engine
      const report = await checkModel({
        databaseUrl,
        backend,
        commands: COMMANDS,
        seed: SEED,
      })
      expect(report.violations).toEqual([])
      expect(report.commands).toBeGreaterThanOrEqual(COMMANDS)
    }, 600_000)
  },
  { pluginOptions: MODEL_OPTIONS }
)
