/** The run that a run is nested in. */
export type ParentRun = { workflow_id: string; transaction_id: string }

/**
 * Reads the parent of a run from its metadata: `workflow:transaction:step:invoke` of the
 * step that runs it (Medusa 2.21.2). A nested run has its parent's run ID.
 */
export function toParentRun(
  parentStepIdempotencyKey: string | undefined
): ParentRun | null {
  const [workflow_id, transaction_id] =
    parentStepIdempotencyKey?.split(":") ?? []
  return workflow_id && transaction_id ? { workflow_id, transaction_id } : null
}
