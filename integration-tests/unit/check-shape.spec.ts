import { WorkflowManager } from "@medusajs/framework/orchestration"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { version } from "@medusajs/medusa/package.json"
import { checkShape } from "../../src/workflows/complete-cart/check-shape"
import { REQUIRED_STEPS } from "../../src/workflows/complete-cart/core-shape"
import { SUPPORTED_MEDUSA_RANGE } from "../../src/utils/check-core-version"

const define = () =>
  WorkflowManager.getTransactionDefinition(completeCartWorkflowId)

describe("The shape of core's complete-cart workflow", () => {
  it("is known as it is installed", () => {
    expect(() => checkShape(define().build())).not.toThrow()
  })

  it.each(REQUIRED_STEPS)("is not known without the step %s", (step) => {
    const without = define().replaceAction(step, `${step}-renamed`).build()

    expect(() => checkShape(without)).toThrow(
      expect.objectContaining({
        type: "not_allowed",
        message: expect.stringContaining(`no step "${step}"`),
      })
    )
  })

  it("is not known if the steps run in another order", () => {
    const [first, second] = REQUIRED_STEPS
    const swapped = define()
      .replaceAction(first!, "swap")
      .replaceAction(second!, first!)
      .replaceAction("swap", second!)
      .build()

    expect(() => checkShape(swapped)).toThrow(
      `Found Medusa ${version}; supported is ${SUPPORTED_MEDUSA_RANGE}.`
    )
  })
})
