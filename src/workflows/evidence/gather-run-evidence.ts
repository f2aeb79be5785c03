import { TransactionOrchestrator } from "@medusajs/framework/orchestration"
import { Modules, TransactionState } from "@medusajs/framework/utils"
import type {
  MedusaContainer,
  WorkflowExecutionDTO,
} from "@medusajs/framework/types"
import type { RunEvidence } from "../../modules/order-finalization/decide"
import {
  toPublicMessage,
  toStepId,
} from "../../modules/order-finalization/public-message"
import type { TrackedOrder } from "../../modules/order-finalization/types"
import { toParentRun } from "../../utils/parent-run"
import { PARENT_PATIENCE } from "../../modules/order-finalization/timing"

/** Of a run that was undone, as far as it could be. */
export const ENDED_UNDONE_STATES: TransactionState[] = [
  TransactionState.FAILED,
  TransactionState.REVERTED,
]

/** Of a run that was undone, or is about to be, if its process lives on. */
export const UNDONE_STATES: TransactionState[] = [
  ...ENDED_UNDONE_STATES,
  TransactionState.WAITING_TO_COMPENSATE,
  TransactionState.COMPENSATING,
]

/** A transaction ID may have had several runs: only the run's own counts, if it is known. */
type Run = { workflow_id: string; transaction_id: string; run_id?: string }

export type RunInquiry = {
  order: TrackedOrder
  last_step_reached: boolean
  /**
   * Whether all of it is known to have ended well: it can only have been undone since. The
   * engine forgets runs, and some at once; an order may wait longer for its payment.
   */
  has_finished: boolean
  /** How long ago the record was opened, in milliseconds. */
  age: number
  /** The age from which a run that has not ended is taken for dead, in milliseconds. */
  patience: number
}

/**
 * Asks the workflow engine how the run that created an order ended, and the runs that it
 * was nested in. No engine resumes a synchronous run after a crash (Medusa 2.21.2), so
 * one that has not ended after `patience` is dead, and only its last step tells whether
 * it was done.
 */
export async function gatherRunEvidence(
  container: MedusaContainer,
  { order, last_step_reached, has_finished, age, patience }: RunInquiry
): Promise<RunEvidence> {
  const run = toRun(order.workflow_id, order.transaction_id, order.run_id)
  if (!run) {
    // The order was made by another workflow: there is no run of complete-cart to end.
    return { state: "finished" }
  }

  const execution = await retrieveExecution(container, run)
  if (execution && isUndone(execution)) {
    return toUndone(execution, age < patience)
  }
  if (!has_finished && execution?.state !== TransactionState.DONE) {
    if (age < patience) {
      return { state: "running" }
    }
    if (!last_step_reached) {
      return { state: "lost" }
    }
  }
  return await gatherParentEvidence(
    container,
    toRun(
      order.parent_workflow_id,
      order.parent_transaction_id,
      order.parent_run_id
    ),
    has_finished,
    age < patience * PARENT_PATIENCE
  )
}

async function gatherParentEvidence(
  container: MedusaContainer,
  run: Run | null,
  hasFinished: boolean,
  isYoung: boolean
): Promise<RunEvidence> {
  if (!run) {
    return { state: "finished" }
  }
  const execution = await retrieveExecution(container, run)
  if (execution && isUndone(execution)) {
    return toUndone(execution, isYoung)
  }
  if (execution && (hasFinished || execution.state === TransactionState.DONE)) {
    return await gatherParentEvidence(
      container,
      toRunAround(execution, run),
      hasFinished,
      isYoung
    )
  }
  if (hasFinished) {
    return { state: "finished" }
  }
  if (!execution) {
    const options = TransactionOrchestrator.getWorkflowOptions(run.workflow_id)
    // A stored execution without a retention time is deleted when it ends.
    const hasEnded = options?.store && !options.retentionTime
    return hasEnded
      ? { state: "finished" }
      : { state: isYoung ? "running" : "lost" }
  }
  const canWait = execution.execution?.hasAsyncSteps === true
  return { state: canWait || isYoung ? "running" : "lost" }
}

function isUndone({ state }: WorkflowExecutionDTO): boolean {
  return UNDONE_STATES.includes(state as TransactionState)
}

async function retrieveExecution(
  container: MedusaContainer,
  run: Run
): Promise<WorkflowExecutionDTO | undefined> {
  const [execution] = await container
    .resolve(Modules.WORKFLOW_ENGINE)
    .listWorkflowExecutions(run, { order: { id: "DESC" }, take: 1 })
  return execution
}

/** A run that is being undone may still be about to delete the order. */
function toUndone(
  { state, context }: WorkflowExecutionDTO,
  isYoung: boolean
): RunEvidence {
  const hasEnded = ENDED_UNDONE_STATES.includes(state as TransactionState)
  if (!hasEnded && isYoung) {
    return { state: "running" }
  }
  const errors: { action: string; handlerType: string; error?: unknown }[] =
    context?.errors ?? []
  const failure = errors.find(({ handlerType }) => handlerType === "invoke")
  return {
    state: "undone",
    failed_step: toStepId(failure?.action),
    error_message: toPublicMessage(failure?.error),
  }
}

function toRun(
  workflow_id: string | null,
  transaction_id: string | null,
  run_id: string | null
): Run | null {
  return workflow_id && transaction_id
    ? { workflow_id, transaction_id, ...(run_id !== null && { run_id }) }
    : null
}

function toRunAround(
  { execution }: WorkflowExecutionDTO,
  { run_id }: Run
): Run | null {
  const key: string | undefined = execution?.metadata?.parentStepIdempotencyKey
  const parent = toParentRun(key)
  return parent && { ...parent, ...(run_id !== undefined && { run_id }) }
}
