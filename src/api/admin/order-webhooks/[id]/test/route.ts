import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderWebhookTestResponse } from "../../../../answers"
import { testOrderWebhookWorkflow } from "../../../../../workflows/test-order-webhook"

/** Sends a `webhook.test` now; answers what came of it. */
export const POST = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderWebhookTestResponse>
) => {
  const { result } = await testOrderWebhookWorkflow(req.scope).run({
    input: { id: req.params.id! },
  })
  res.json(result)
}
