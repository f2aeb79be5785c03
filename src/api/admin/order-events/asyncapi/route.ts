import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import asyncapi from "../../../../schemas/asyncapi.json"

/** The events and the channels that they leave by, as an AsyncAPI 3.0 document. */
export const GET = async (
  _: AuthenticatedMedusaRequest,
  res: MedusaResponse<object>
) => {
  res.json(asyncapi)
}
