import {
  generateEntityId,
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaError,
} from "@medusajs/framework/utils"
import {
  startBackgroundWork,
  stopBackgroundWork,
} from "../../utils/background-work"
import type {
  Context,
  IEventBusModuleService,
  InferTypeOf,
  Logger,
} from "@medusajs/framework/types"
import {
  decide,
  toFinalizedPayment,
  type Evidence,
  type Outcome,
  type RecordEvidence,
} from "./decide"
import type { OrderEvent } from "./models/order-event"
import type { OrderEventReceipt } from "./models/order-event-receipt"
import type { OrderFinalization } from "./models/order-finalization"
import type { ParsedOptions } from "./options"
import { Clockwork } from "./clockwork"
import { OrderEventService } from "./order-event-service"
import { advanceAudit } from "./queries/advance-audit"
import { checkSoon } from "./queries/check-soon"
import { claimDueEvents } from "./queries/claim-due-events"
import { claimDueReceipts } from "./queries/claim-due-receipts"
import { claimReceipt } from "./queries/claim-receipt"
import { claimRecordsToCheck } from "./queries/claim-records-to-check"
import { dropStagedEvents } from "./queries/drop-staged-events"
import {
  failExhaustedReceipts,
  type ExhaustedReceipt,
} from "./queries/fail-exhausted-receipts"
import { extendLease } from "./queries/extend-lease"
import { failReceipt } from "./queries/fail-receipt"
import { findNextReceipt } from "./queries/find-next-receipt"
import { finishReceipt } from "./queries/finish-receipt"
import { giveBackEvents } from "./queries/give-back-events"
import { giveBackReceipt } from "./queries/give-back-receipt"
import { leaveReceipts } from "./queries/leave-receipts"
import { lockOrder } from "./queries/lock-order"
import { markReleased } from "./queries/mark-released"
import { markReverting } from "./queries/mark-reverting"
import { markEventsPublished } from "./queries/mark-events-published"
import { postponeCheck } from "./queries/postpone-check"
import { postponeEvents } from "./queries/postpone-events"
import { prolongReceipt } from "./queries/prolong-receipt"
import { recordEvent } from "./queries/record-event"
import { releaseLease } from "./queries/release-lease"
import { settleStaged, type SettledStage } from "./queries/settle-staged"
import { toSql, type SqlManager } from "./queries/sql"
import { stageOrder } from "./queries/stage-order"
import { takeLease } from "./queries/take-lease"
import { trackOrder } from "./queries/track-order"
import { updateRecord } from "./queries/update-record"
import type {
  ClaimedReceipt,
  ConsumerSubscription,
  FailedReceipt,
  RefusedClaim,
} from "./receipt-types"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  type LockedOrder,
  type OrderFinalizationEventName,
  type OrderFinalizedEventData,
  type OrderRevertedReasonData,
  type OutboxEvent,
  type RecordToCheck,
  type TrackedOrder,
} from "./types"

/** How long the evidence of checkout's last step counts as what is true now. */
const MAX_STAGED_MS = 2_000
/** After this an event that was claimed and not published is claimed again. */
const CLAIM_LEASE_MS = 30_000
const MAX_PUBLISH_BACK_OFF_MS = 60_000
const MAX_CHECK_BACK_OFF_MS = 3_600_000
/** After this a receipt whose handler neither ended nor prolonged it is due again. */
const RECEIPT_LEASE_MS = 30_000
/** How long the event bus has to deliver an event before its receipt is due. */
const RECEIPT_GRACE_MS = 10_000
const MAX_RECEIPT_BACK_OFF_MS = 300_000
const MAX_RECEIPT_ATTEMPTS = 10

export type OrderFinalizationRecord = InferTypeOf<typeof OrderFinalization>
export type OrderEventRecord = InferTypeOf<typeof OrderEvent>
export type OrderEventReceiptRecord = InferTypeOf<typeof OrderEventReceipt>

type ServiceDependencies = {
  orderFinalizationOptions: ParsedOptions
  event_bus?: IEventBusModuleService
  logger?: Logger
}

/** What core says of the module; the bus and the engines read it, too (Medusa 2.21.2). */
type ModuleDeclaration = { worker_mode?: "shared" | "worker" | "server" }

/** What settling an order came to. */
export type SettledOrder = Outcome & {
  order_id: string
  /** Whether an event became due with it. */
  has_due_event: boolean
}

/**
 * Keeps the records and the outbox. Every change of a status comes from `decide`, under a
 * lock on the order's rows; the two writes of checkout are single statements.
 */
class OrderFinalizationModuleService extends OrderEventService {
  readonly options: ParsedOptions

  /** Called by core, of the instances that serve or work. */
  readonly __hooks: {
    onApplicationStart: () => Promise<void>
    onApplicationPrepareShutdown: () => Promise<void>
  }

  constructor(
    dependencies: ServiceDependencies,
    _options?: unknown,
    declaration?: ModuleDeclaration
  ) {
    // MedusaService's constructor takes whatever the module's container offers.
    // eslint-disable-next-line prefer-rest-params
    super(...(arguments as unknown as [never]))
    this.options = dependencies.orderFinalizationOptions
    const { event_bus: bus, logger } = dependencies
    // Without an event bus, as in a test of the module alone, nobody would listen.
    const hasClockwork = bus && logger && isWorker(declaration)
    const clockwork = hasClockwork ? new Clockwork(this, logger) : null
    this.__hooks = {
      onApplicationStart: async () => {
        startBackgroundWork()
        clockwork?.start()
        // A database is restored or moved while no backend runs on it. Core keeps an error
        // to itself (Medusa 2.21.2): the tables are missing before the first migration.
        await this.rekeyForeignEvents()
      },
      // Before core closes the event bus and the database, and waited for.
      onApplicationPrepareShutdown: async () => {
        clockwork?.stop()
        await stopBackgroundWork()
      },
    }
  }

  /** Opens the record of an order that a run has just created, as `pending`. */
  @InjectManager()
  async trackOrder(
    order: TrackedOrder,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const id = generateEntityId(undefined, "ordfin")
    await trackOrder(toSql(context), id, order, this.checkAt_(0))
  }

  /** Writes what the last step of complete-cart decided; see {@link settleStaged}. */
  @InjectManager()
  async stageOrder(
    order: TrackedOrder,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const id = generateEntityId(undefined, "ordfin")
    const outcome = decide(evidence, OPENED_RECORD, this.options.finalizeOn)
    const event =
      outcome.event === OrderFinalizationEvents.FINALIZED
        ? this.toFinalizedData_(order, evidence, newEventId(), 1)
        : null
    await stageOrder(toSql(context), id, order, event, this.checkAt_(0))
  }

  /**
   * Makes what was staged for an order good, now that the outermost run has ended well.
   * The event comes back claimed: the caller publishes it.
   */
  @InjectManager()
  async settleStaged(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<SettledStage | null> {
    return await settleStaged(
      toSql(context),
      orderId,
      MAX_STAGED_MS,
      CLAIM_LEASE_MS,
      this.checkAt_(0)
    )
  }

  /**
   * Brings an order to the outcome of its evidence, and records the event that goes with
   * it. Opens the record of an order that has none.
   */
  @InjectManager()
  async settleOrder(
    order: TrackedOrder,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<SettledOrder> {
    return await this.settleOrder_(order, evidence, context)
  }

  @InjectTransactionManager()
  protected async settleOrder_(
    order: TrackedOrder,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<SettledOrder> {
    const sql = toSql(context)
    const id = generateEntityId(undefined, "ordfin")
    await trackOrder(sql, id, order, this.checkAt_(0))
    const locked = (await lockOrder(sql, order.order_id))!
    const { record } = locked

    const outcome = decide(
      evidence,
      toRecordEvidence(locked),
      this.options.finalizeOn
    )
    const checks = isNews(record, outcome) ? 0 : record.checks + 1
    const checkAt = isOpen(outcome)
      ? this.checkAt_(checks, record.created_at)
      : null
    if (checks > 0) {
      await postponeCheck(sql, record.id, checkAt, checks)
    } else {
      await updateRecord(sql, record.id, outcome, checkAt, checks)
    }
    const has_due_event = await this.recordOutcome_(
      sql,
      { ...order, ...withoutNulls(record) },
      locked,
      evidence,
      outcome
    )
    return { ...outcome, order_id: order.order_id, has_due_event }
  }

  /**
   * Ends an order's hold or review as finalized, if all the other evidence is there.
   *
   * @throws `MedusaError` of type `NOT_FOUND` without a record, `NOT_ALLOWED` if there is
   * nothing to release, or the order would not be final all the same.
   */
  @InjectManager()
  async releaseOrder(
    orderId: string,
    releasedBy: string,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await this.releaseOrder_(orderId, releasedBy, evidence, context)
  }

  @InjectTransactionManager()
  protected async releaseOrder_(
    orderId: string,
    releasedBy: string,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const sql = toSql(context)
    const locked = await lockOrder(sql, orderId)
    if (!locked) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `Order ${orderId} has no finalization. Reconcile it first: POST /admin/orders/${orderId}/finalization/reconcile`
      )
    }
    const { record } = locked
    if (record.status !== "on_hold" && record.status !== "needs_review") {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Expected the finalization of order ${orderId} to be on_hold or needs_review, got ${record.status}: there is nothing to release.`
      )
    }
    const outcome = decide(
      evidence,
      { ...toRecordEvidence(locked), is_released: true },
      this.options.finalizeOn
    )
    if (outcome.status !== "finalized") {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Order ${orderId} cannot be released: ${outcome.review_reason ?? "it is gone or cancelled."} See to its payment and release it then, or cancel it.`
      )
    }
    await markReleased(sql, record.id, releasedBy)
    await updateRecord(sql, record.id, outcome, null, 0)
    const order = { ...UNKNOWN_RUN, ...withoutNulls(record), order_id: orderId }
    await this.recordOutcome_(sql, order, locked, evidence, outcome)
  }

  /** When the plugin's tables were made: older orders are left alone. */
  async getInstalledAt(): Promise<Date> {
    return (await this.retrieveAudit_()).installed_at
  }

  /** Orders that were created before this have been audited. */
  async getAuditedUntil(): Promise<Date> {
    return (await this.retrieveAudit_()).audited_until
  }

  /** Moves the audit on; never back, however many instances run it. */
  @InjectManager()
  async advanceAudit(
    until: Date,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await advanceAudit(toSql(context), until)
  }

  private async retrieveAudit_() {
    const [audit] = await this.listOrderFinalizationAudits({})
    if (!audit) {
      throw new MedusaError(
        MedusaError.Types.UNEXPECTED_STATE,
        "medusa-plugin-order-finalized: the row of order_finalization_audit that the migration makes is missing. Insert one with installed_at and audited_until set to when the plugin was installed."
      )
    }
    return audit
  }

  /**
   * Notes why an order that waits for its payment is to be cancelled; `false` if it does
   * not wait any more, or is to be cancelled for another reason already.
   */
  @InjectManager()
  async markReverting(
    orderId: string,
    reason: OrderRevertedReasonData,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await markReverting(toSql(context), orderId, reason)
  }

  /** Claims records that are due to be looked at; see the option `reconcileAfter`. */
  @InjectManager()
  async claimRecordsToCheck(
    limit: number,
    @MedusaContext() context: Context = {}
  ): Promise<RecordToCheck[]> {
    return await claimRecordsToCheck(toSql(context), limit, CLAIM_LEASE_MS)
  }

  /** Has reconciliation look at an order, if nobody has settled it before. */
  @InjectManager()
  async checkSoon(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await checkSoon(toSql(context), orderId, CLAIM_LEASE_MS)
  }

  /**
   * Claims due events, oldest first, an order's in their sequence.
   *
   * @param orderIds - Only events of these orders.
   */
  @InjectManager()
  async claimDueEvents(
    limit: number,
    orderIds?: string[],
    @MedusaContext() context: Context = {}
  ): Promise<OutboxEvent[]> {
    const sql = toSql(context)
    return await claimDueEvents(sql, limit, CLAIM_LEASE_MS, orderIds)
  }

  /** Lets other relays have events that were claimed and not published. */
  @InjectManager()
  async giveBackEvents(
    ids: string[],
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await giveBackEvents(toSql(context), ids)
  }

  /**
   * Notes that the event bus has taken these events, and opens the receipts of the
   * consumers that listen to them.
   */
  @InjectManager()
  async markEventsPublished(
    ids: string[],
    subscriptions: ConsumerSubscription[],
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const sql = toSql(context)
    await markEventsPublished(sql, ids, subscriptions, RECEIPT_GRACE_MS)
  }

  /**
   * Claims an event for a consumer's handler.
   *
   * @param eventNames - The events that the consumer listens to.
   */
  @InjectManager()
  async claimReceipt(
    eventId: string,
    consumer: string,
    eventNames: OrderFinalizationEventName[],
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedReceipt | RefusedClaim> {
    return await claimReceipt(toSql(context), {
      event_id: eventId,
      consumer,
      event_names: eventNames,
      lease_ms: RECEIPT_LEASE_MS,
      grace_ms: RECEIPT_GRACE_MS,
      max_attempts: MAX_RECEIPT_ATTEMPTS,
    })
  }

  /** Claims what a consumer did not get, or has to get again. */
  @InjectManager()
  async claimDueReceipts(
    consumer: string,
    limit: number,
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedReceipt[]> {
    return await claimDueReceipts(
      toSql(context),
      consumer,
      limit,
      RECEIPT_LEASE_MS,
      MAX_RECEIPT_ATTEMPTS
    )
  }

  /** The order's next event that had to wait for this one. */
  @InjectManager()
  async findNextReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<{ event_id: string } | null> {
    return await findNextReceipt(toSql(context), receipt)
  }

  /** Keeps a receipt whose handler is still running. */
  @InjectManager()
  async prolongReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await prolongReceipt(toSql(context), receipt, RECEIPT_LEASE_MS)
  }

  /** Has a consumer's events wait in their receipts: none of its handlers is free. */
  @InjectManager()
  async leaveReceipts(
    consumer: string,
    eventIds: string[],
    eventNames: OrderFinalizationEventName[],
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await leaveReceipts(toSql(context), consumer, eventIds, eventNames)
  }

  /** Lets another instance run a handler that a shutdown has cut off. */
  @InjectManager()
  async giveBackReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await giveBackReceipt(toSql(context), receipt)
  }

  /** Notes that a handler has succeeded. */
  @InjectManager()
  async finishReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await finishReceipt(toSql(context), receipt)
  }

  /** Notes that a handler has failed. */
  @InjectManager()
  async failReceipt(
    receipt: ClaimedReceipt,
    error: string | null,
    @MedusaContext() context: Context = {}
  ): Promise<FailedReceipt | null> {
    return await failReceipt(
      toSql(context),
      receipt,
      error,
      MAX_RECEIPT_BACK_OFF_MS,
      MAX_RECEIPT_ATTEMPTS
    )
  }

  /** Gives up receipts whose every attempt died with its process. */
  @InjectManager()
  async failExhaustedReceipts(
    @MedusaContext() context: Context = {}
  ): Promise<ExhaustedReceipt[]> {
    return await failExhaustedReceipts(
      toSql(context),
      "The process died within the handler, in every attempt.",
      MAX_RECEIPT_ATTEMPTS
    )
  }

  /** Puts events back that the event bus did not take, each for longer than before. */
  @InjectManager()
  async postponeEvents(
    ids: string[],
    error: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await postponeEvents(toSql(context), ids, error, MAX_PUBLISH_BACK_OFF_MS)
  }

  /** See {@link Clockwork}; so for the next two. */
  @InjectManager()
  async takeLease(
    name: string,
    heldBy: string,
    leaseMs: number,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await takeLease(toSql(context), name, heldBy, leaseMs)
  }

  @InjectManager()
  async extendLease(
    name: string,
    heldBy: string,
    leaseMs: number,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await extendLease(toSql(context), name, heldBy, leaseMs)
  }

  @InjectManager()
  async releaseLease(
    name: string,
    heldBy: string,
    restMs: number,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await releaseLease(toSql(context), name, heldBy, restMs)
  }

  private async recordOutcome_(
    sql: SqlManager,
    order: TrackedOrder,
    { record, events }: LockedOrder,
    evidence: Evidence,
    outcome: Outcome
  ): Promise<boolean> {
    const { FINALIZED, REVERTED } = OrderFinalizationEvents
    if (outcome.event === FINALIZED) {
      const staged = events.find((event) => event.name === FINALIZED)
      if (staged?.due_at) {
        return false
      }
      const eventId = staged?.id ?? newEventId()
      const data = this.toFinalizedData_(order, evidence, eventId, 1)
      await recordEvent(sql, FINALIZED, data)
      return true
    }
    if (outcome.event === REVERTED) {
      await dropStagedEvents(sql, order.order_id)
      const was_finalized = record.status === OrderFinalizationStatus.FINALIZED
      if (!was_finalized && this.options.revertedEvents === "finalized") {
        return false
      }
      await recordEvent(sql, REVERTED, {
        ...toEventData(order, newEventId(), was_finalized ? 2 : 1),
        was_finalized,
        reason: outcome.reason!,
      })
      return true
    }
    return false
  }

  private toFinalizedData_(
    order: TrackedOrder,
    evidence: Evidence,
    eventId: string,
    sequence: number
  ): OrderFinalizedEventData {
    // `decide` says finalized only of an order that exists and is paid.
    const { currency_code, total, display_id, cart_id } = evidence.order!
    return {
      ...toEventData(order, eventId, sequence),
      cart_id: order.cart_id ?? cart_id,
      display_id: order.display_id ?? display_id,
      currency_code,
      total,
      payment: toFinalizedPayment(evidence.payment, this.options.finalizeOn)!,
    }
  }

  /** When to look next: twice as long after every look, and when the payment is late. */
  private checkAt_(checks: number, createdAt = new Date()): Date {
    const { reconcileAfter, awaitingPaymentTimeout } = this.options
    const limit = Math.max(reconcileAfter, MAX_CHECK_BACK_OFF_MS)
    const backOff = Math.min(reconcileAfter * 2 ** Math.min(checks, 20), limit)
    const next = Date.now() + backOff
    const lateAt = createdAt.getTime() + (awaitingPaymentTimeout ?? Infinity)
    return new Date(lateAt > Date.now() ? Math.min(next, lateAt) : next)
  }
}

/**
 * Whether this instance does background work. Core's own commands, such as `medusa exec`,
 * say by the environment that they do not, which a mode in the config overrules.
 */
function isWorker({ worker_mode }: ModuleDeclaration = {}): boolean {
  return worker_mode !== "server" && process.env.MEDUSA_WORKER_MODE !== "server"
}

/** Of an order that no run of complete-cart is known to have created. */
export const UNKNOWN_RUN = {
  cart_id: null,
  display_id: null,
  workflow_id: null,
  transaction_id: null,
  parent_workflow_id: null,
  parent_transaction_id: null,
}

function toRecordEvidence({ record, events }: LockedOrder): RecordEvidence {
  const finalized = events.find(
    ({ name }) => name === OrderFinalizationEvents.FINALIZED
  )
  return {
    status: record.status,
    last_step_reached: record.staged_status !== null,
    reason: record.reason,
    is_released: record.released_at !== null,
    // One that is past its retention has left long ago.
    announced_at: finalized ? finalized.published_at : record.created_at,
  }
}

const OPENED_RECORD = {
  status: "pending",
  last_step_reached: true,
  reason: null,
  is_released: false,
  announced_at: null,
} as const

function toEventData(order: TrackedOrder, eventId: string, sequence: number) {
  return {
    id: order.order_id,
    event_id: eventId,
    sequence,
    occurred_at: new Date().toISOString(),
    cart_id: order.cart_id,
    display_id: order.display_id,
  }
}

function newEventId(): string {
  return generateEntityId(undefined, "ordev")
}

/** Whether it is to be looked at again; after a revert until no money is held any more. */
function isOpen({ status, review_reason }: Outcome): boolean {
  return status === "reverted" ? review_reason !== null : status !== "finalized"
}

function isNews(record: LockedOrder["record"], outcome: Outcome): boolean {
  return (
    record.status !== outcome.status ||
    record.review_reason !== outcome.review_reason ||
    record.hold_reason !== outcome.hold_reason
  )
}

function withoutNulls(
  record: LockedOrder["record"]
): Partial<Pick<TrackedOrder, "cart_id" | "display_id">> {
  return {
    ...(record.cart_id !== null && { cart_id: record.cart_id }),
    ...(record.display_id !== null && { display_id: record.display_id }),
  }
}

export default OrderFinalizationModuleService
