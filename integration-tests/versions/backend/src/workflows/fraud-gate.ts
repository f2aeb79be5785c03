import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { addFinalizationGate } from "medusa-plugin-order-finalized"

/** Holds an order whose cart's metadata asks for it. */
addFinalizationGate("fraud", async ({ order_id, container }) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["metadata"],
    filters: { id: order_id },
  })
  return data[0]?.metadata && "is_suspicious" in data[0].metadata
    ? { hold: "score 87" }
    : { pass: true }
})
