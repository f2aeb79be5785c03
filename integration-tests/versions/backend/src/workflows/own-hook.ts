import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"

type Hook = (
  handler: (
    input: { order_id: string },
    context: { container: { resolve(key: "query"): Query } }
  ) => Promise<unknown>
) => void

type Query = {
  graph(args: object): Promise<{ data: { metadata: object | null }[] }>
}

/** Core has no type for this hook. */
const hooks = completeCartWorkflow.hooks as unknown as { orderCreated: Hook }

/** The backend's own handler, which fails for a cart whose metadata asks for it. */
hooks.orderCreated(async ({ order_id }, { container }) => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["metadata"],
      filters: { id: order_id },
    })
  if (data[0]?.metadata && "fails_in_hook" in data[0].metadata) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "The hook fails")
  }
  return new StepResponse(undefined)
})
