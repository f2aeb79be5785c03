import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import type { AdminOrderEventsResponse, ErrorResponse } from "../../answers"
import { ORDER_FINALIZATION_MODULE } from "../../../modules/order-finalization"
import type { AdminGetOrderEventsParamsType } from "./validators"

/**
 * The feed: recorded events, oldest first, without gaps. Poll with the `next_cursor` of the
 * page before as `after`. 409 says that events may be missing after this cursor.
 */
export const GET = async (
  req: AuthenticatedMedusaRequest<unknown, AdminGetOrderEventsParamsType>,
  res: MedusaResponse<AdminOrderEventsResponse | ErrorResponse>
) => {
  const service = req.scope.resolve(ORDER_FINALIZATION_MODULE)
  try {
    res.json(await service.readFeed(req.validatedQuery))
  } catch (error) {
    if (!isConflict(error)) {
      throw error
    }
    // Core's error handler has one sentence for all conflicts (Medusa 2.21.2).
    const { type, message } = error
    res.status(409).json({ code: "invalid_state_error", type, message })
  }
}

const isConflict = (error: unknown): error is MedusaError =>
  MedusaError.isMedusaError(error) && error.type === MedusaError.Types.CONFLICT
