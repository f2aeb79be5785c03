import type { ClaimedReceipt } from "../receipt-types"

/**
 * The number of the request that a receipt was claimed for, from 1. A claim whose process died
 * before its request was made, or noted, was no attempt, nor is a trial.
 */
export const toAttemptNumber = ({
  failed_attempts,
}: Pick<ClaimedReceipt, "failed_attempts">): number => failed_attempts + 1
