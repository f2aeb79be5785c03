import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import { cancelRun } from "../helpers/shop/parent-workflows"
import { waitFor } from "../helpers/watch/wait-for"

type Input = { cart_id: string }

const buyStep = createStep(
  "buy",
  async ({ cart_id }: Input, { container }) => {
    const { result, transaction } = await completeCartWorkflow(container).run({
      input: { id: cart_id },
    })
    return new StepResponse(result, transaction)
  },
  async (transaction, { container }) => {
    if (transaction) {
      await cancelRun(container, transaction)
    }
  }
)

const bookCarrierStep = createStep(
  "book-carrier",
  async ({ id }: { id: string }, { container }) => {
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    // Everybody has heard of the order by the time that the carrier says no.
    const isPublished = async () => {
      const { data } = await query.graph({
        entity: "order_finalization_event",
        fields: ["published_at"],
        filters: { order_id: id },
      })
      return Boolean(data[0]?.published_at)
    }
    await waitFor(isPublished, { message: `the event of order ${id}` })
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "The carrier does not take parcels today"
    )
  }
)

/** Buys a cart in a run of its own, books a carrier in vain, and cancels that run. */
export const shippingParentWorkflow = createWorkflow(
  "shipping-parent",
  (input: WorkflowData<Input>) => {
    const order = buyStep(input)
    bookCarrierStep(order)
    return new WorkflowResponse(order)
  }
)
