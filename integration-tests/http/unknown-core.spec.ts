import { WorkflowManager } from "@medusajs/framework/orchestration"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { version } from "@medusajs/medusa/package.json"
import { peerDependencies } from "../../package.json"
import { describeOnEngine } from "../helpers/backend/engine"

const LACKING = "authorize-payment-session-step"

/** Leaves core's workflow as a release would that has renamed the step. */
const renameStep = () => {
  const { options } = WorkflowManager.getWorkflow(completeCartWorkflowId)!
  const definition = WorkflowManager.getTransactionDefinition(
    completeCartWorkflowId
  ).replaceAction(LACKING, "authorize-payment")
  WorkflowManager.update(completeCartWorkflowId, definition, new Map(), options)
}

// A file of its own: a process extends complete-cart once, and here it must not have
// been extended before.
describeOnEngine(
  "A core whose complete-cart workflow the plugin does not know",
  (context) => {
    it("is refused, naming the step, the version found and the range supported", async () => {
      const boot = context.restart({ beforeLoad: renameStep })

      await expect(boot).rejects.toThrow(
        `core's complete-cart workflow has no step "${LACKING}" where the plugin builds on it. Found Medusa ${version}; supported is ${peerDependencies["@medusajs/medusa"]}.`
      )
      // Nothing was put in before the refusal.
      const { handlers_ } = WorkflowManager.getWorkflow(completeCartWorkflowId)!
      const extended = Symbol.for("medusa-plugin-order-finalized.extended")
      expect(handlers_.get("create-orders")).not.toHaveProperty([extended])
    })
  },
  { boot: false }
)
