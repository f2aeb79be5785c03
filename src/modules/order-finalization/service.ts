import {
  generateEntityId,
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaError,
} from "@medusajs/framework/utils"
import type {
  Context,
  IEventBusModuleService,
  InferTypeOf,
  Logger,
} from "@medusajs/framework/types"
import { flushAggregatedLog } from "../../utils/aggregated-log"
import {
  startBackgroundWork,
  stopBackgroundWork,
} from "../../utils/background-work"
import { checkAfter } from "./check-after"
import { createSealer, type Sealer } from "./webhooks/encrypt"
import { WebhookSender } from "./webhooks/sending/webhook-sender"
import { Clockwork } from "./clockwork"
import {
  decide,
  OPENED_RECORD,
  toCancel,
  toShortfall,
  type Evidence,
  type Outcome,
  type RecordEvidence,
} from "./decide"
import { describeOptions } from "./describe-options"
import { newEventId, toEventData, toFinalizedData } from "./event-data"
import type { OrderFinalization } from "./models/order-finalization"
import type { OrderFinalizationEvent } from "./models/order-finalization-event"
import type { OrderFinalizationReceipt } from "./models/order-finalization-receipt"
import type { ParsedOptions } from "./options"
import { describeError } from "./public-message"
import { lockOrder } from "./queries/finalization/lock-order"
import { markReleased } from "./queries/finalization/mark-released"
import { postponeCheck } from "./queries/finalization/postpone-check"
import { settleStaged } from "./queries/finalization/settle-staged"
import { stageOrder } from "./queries/finalization/stage-order"
import { trackOrder } from "./queries/finalization/track-order"
import { updateRecord } from "./queries/finalization/update-record"
import { withdrawStaged } from "./queries/finalization/withdraw-staged"
import { dropStagedEvents } from "./queries/outbox/drop-staged-events"
import { recordEvent } from "./queries/outbox/record-event"
import { toSql, type SqlManager } from "./queries/sql"
import { ReconciliationService } from "./reconciliation-service"
import { CHECKOUT_PATIENCE_MS, CLAIM_LEASE_MS, MAX_STAGED_MS } from "./timing"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  UNKNOWN_RUN,
  type LockedOrder,
  type OutboxEvent,
  type StagedOrder,
  type TrackedOrder,
} from "./types"
import { waitForReleases } from "./wait-for-releases"

export type OrderFinalizationRecord = InferTypeOf<typeof OrderFinalization>
export type OrderFinalizationEventRecord = InferTypeOf<
  typeof OrderFinalizationEvent
>
export type OrderFinalizationReceiptRecord = InferTypeOf<
  typeof OrderFinalizationReceipt
>

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
 * Everything that changes an order's status. Every change comes from `decide`, under a lock
 * on the order's rows; the two writes of checkout are single statements. The outbox, the
 * inbox, and what operating and reconciling take lie in the classes below it, which change
 * no status.
 */
class OrderFinalizationModuleService extends ReconciliationService {
  readonly options: ParsedOptions
  readonly sealer: Sealer
  readonly webhookSender: WebhookSender

  /** Called by core, of the instances that serve or work. */
  readonly __hooks: {
    onApplicationStart: () => Promise<void>
    onApplicationPrepareShutdown: () => Promise<void>
    onApplicationShutdown: () => Promise<void>
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
    const { encryptionKey, allowedNetworks } = this.options.webhooks
    this.sealer = createSealer(encryptionKey)
    this.webhookSender = new WebhookSender({ allowedNetworks })
    const { event_bus: bus, logger } = dependencies
    // Without an event bus, as in a test of the module alone, nobody would listen.
    const hasClockwork = bus && logger && isWorker(declaration)
    const clockwork = hasClockwork ? new Clockwork(this, logger) : null
    this.__hooks = {
      onApplicationStart: async () => {
        logger?.info(describeOptions(this.options))
        // Without its tables a backend boots all the same, and the clockwork says it.
        await this.warnOfReadableSecrets(logger).catch(() => {})
        await this.warnOfPublications_(logger)
        startBackgroundWork()
        clockwork?.start()
      },
      // Before core closes the event bus and the database, and waited for.
      onApplicationPrepareShutdown: async () => {
        clockwork?.stop()
        await stopBackgroundWork()
        await this.webhookSender.close()
        await (bus && waitForReleases(bus))
      },
      onApplicationShutdown: async () => flushAggregatedLog(),
    }
  }

  /** A check that cannot be made keeps no shop from starting. */
  private async warnOfPublications_(logger?: Logger): Promise<void> {
    const faults = await this.checkPublications().catch((error: unknown) => [
      `the publications for change data capture could not be checked: ${describeError(error)}`,
    ])
    for (const fault of faults) {
      logger?.warn(
        `medusa-plugin-order-finalized: ${fault}. See "Change data capture" in its README.`
      )
    }
  }

  /** Opens the record of an order that a run has just created, as `pending`. */
  @InjectManager()
  async trackOrder(
    order: TrackedOrder,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const id = generateEntityId(undefined, "ordfin")
    const sql = toSql(context, CHECKOUT_PATIENCE_MS)
    await trackOrder(sql, id, order, checkAfter(this.options, 0))
  }

  /** Writes what the last step of complete-cart decided; see {@link settleStaged}. */
  @InjectManager()
  async stageOrder(
    order: TrackedOrder,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<StagedOrder> {
    const id = generateEntityId(undefined, "ordfin")
    const outcome = decide(evidence, OPENED_RECORD, this.options.finalizeOn)
    const event =
      outcome.event === OrderFinalizationEvents.FINALIZED
        ? toFinalizedData(order, outcome, newEventId())
        : null
    const sql = toSql(context, CHECKOUT_PATIENCE_MS)
    await stageOrder(sql, id, order, event, checkAfter(this.options, 0))
    return {
      order_id: order.order_id,
      status: event ? "finalized" : "awaiting_payment",
      event_id: event?.event_id ?? null,
    }
  }

  /** Withdraws what was staged for an order and has not been made good: its run is undone. */
  @InjectManager()
  async withdrawStaged(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await withdrawStaged(toSql(context, CHECKOUT_PATIENCE_MS), orderId)
  }

  /**
   * Makes what was staged for an order good, now that the outermost run has ended well.
   * The event comes back claimed: the caller publishes it.
   */
  @InjectManager()
  async settleStaged(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<OutboxEvent | null> {
    return await settleStaged(
      toSql(context),
      orderId,
      MAX_STAGED_MS,
      CLAIM_LEASE_MS
    )
  }

  /**
   * Brings an order to the outcome of its evidence, and records the event that goes with
   * it. Opens the record of an order that has none.
   *
   * @param patienceMs - How long the caller can wait, if it is a checkout.
   */
  @InjectManager()
  async settleOrder(
    order: TrackedOrder,
    evidence: Evidence,
    @MedusaContext() context: Context = {},
    patienceMs?: number
  ): Promise<SettledOrder> {
    return await this.settleOrder_(order, evidence, context, patienceMs)
  }

  @InjectTransactionManager()
  protected async settleOrder_(
    order: TrackedOrder,
    evidence: Evidence,
    @MedusaContext() context: Context = {},
    patienceMs?: number
  ): Promise<SettledOrder> {
    const sql = toSql(context, patienceMs)
    const id = generateEntityId(undefined, "ordfin")
    await trackOrder(sql, id, order, checkAfter(this.options, 0))
    const locked = (await lockOrder(sql, order.order_id))!
    return await this.settleLocked_(sql, order, locked, evidence)
  }

  private async settleLocked_(
    sql: SqlManager,
    order: TrackedOrder,
    locked: LockedOrder,
    evidence: Evidence
  ): Promise<SettledOrder> {
    const { record } = locked
    const outcome = this.decide_(evidence, locked)
    const checks = isNews(record, outcome) ? 0 : record.checks + 1
    const checkAfterMs = isOpen(outcome)
      ? checkAfter(this.options, checks, record.age_ms, outcome.status)
      : null
    if (checks > 0) {
      await postponeCheck(sql, record.id, checkAfterMs, checks)
    } else {
      await updateRecord(sql, record.id, outcome, checkAfterMs, checks)
    }
    const has_due_event = await this.recordOutcome_(
      sql,
      { ...order, ...withoutNulls(record) },
      locked,
      outcome
    )
    return { ...outcome, order_id: order.order_id, has_due_event }
  }

  /**
   * Cancels an order, if that is the decision on evidence which is gathered under the lock,
   * and settles it: nobody else settles it in between, on evidence from before, and writes
   * off why it was cancelled. `null` if there is no record, or nothing to cancel.
   *
   * @throws whatever `cancel` throws; nothing is written then.
   */
  @InjectManager()
  async cancelOrder(
    order: TrackedOrder,
    canceling: Canceling,
    @MedusaContext() context: Context = {}
  ): Promise<SettledOrder | null> {
    return await this.cancelOrder_(order, canceling, context)
  }

  @InjectTransactionManager()
  protected async cancelOrder_(
    order: TrackedOrder,
    { gather, cancel }: Canceling,
    @MedusaContext() context: Context = {}
  ): Promise<SettledOrder | null> {
    const sql = toSql(context)
    const locked = await lockOrder(sql, order.order_id)
    const canceling_code =
      locked && toCancel(this.decide_(await gather(), locked))
    if (!canceling_code) {
      return null
    }
    await cancel()
    const record = { ...locked.record, canceling_code }
    return await this.settleLocked_(
      sql,
      order,
      { ...locked, record },
      await gather()
    )
  }

  /**
   * Ends an order's hold, review, or wait that carries a `review_reason`, as finalized.
   *
   * @throws `MedusaError` of type `NOT_FOUND` without a record, `NOT_ALLOWED` if there is
   * nothing to release, the order is gone or cancelled, or its payment falls short and
   * that is not accepted.
   */
  @InjectManager()
  async releaseOrder(
    orderId: string,
    release: Release,
    evidence: Evidence,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await this.releaseOrder_(orderId, release, evidence, context)
  }

  @InjectTransactionManager()
  protected async releaseOrder_(
    orderId: string,
    { released_by, accepts_amount }: Release,
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
    const { status } = record
    const isWaiting =
      status === "awaiting_payment" && record.review_reason !== null
    if (status !== "on_hold" && status !== "needs_review" && !isWaiting) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Expected the finalization of order ${orderId} to be on_hold, needs_review, or awaiting_payment with a review_reason, got ${status}: there is nothing to release.`
      )
    }
    const outcome = decide(
      evidence,
      {
        ...this.toRecordEvidence_(locked),
        is_released: true,
        accepts_amount,
      },
      this.options.finalizeOn
    )
    if (outcome.event !== OrderFinalizationEvents.FINALIZED) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Order ${orderId} cannot be released: ${whyNotReleased(evidence, outcome)}`
      )
    }
    const { currency_code } = outcome.order
    const amount = toShortfall(
      evidence.payment,
      this.options.finalizeOn,
      currency_code
    )
    const shortfall = accepts_amount ? { amount, currency_code } : null
    await markReleased(sql, record.id, released_by, shortfall)
    await updateRecord(sql, record.id, outcome, null, 0)
    const order = { ...UNKNOWN_RUN, ...withoutNulls(record), order_id: orderId }
    await this.recordOutcome_(sql, order, locked, outcome)
  }

  private async recordOutcome_(
    sql: SqlManager,
    order: TrackedOrder,
    { record, events }: LockedOrder,
    outcome: Outcome
  ): Promise<boolean> {
    const { FINALIZED, REVERTED } = OrderFinalizationEvents
    if (outcome.event === FINALIZED) {
      const staged = events.find((event) => event.name === FINALIZED)
      if (staged?.due_at) {
        return false
      }
      const eventId = staged?.id ?? newEventId()
      await recordEvent(
        sql,
        FINALIZED,
        toFinalizedData(order, outcome, eventId)
      )
      return true
    }
    if (outcome.event === REVERTED) {
      await dropStagedEvents(sql, order.order_id)
      const was_finalized = record.status === OrderFinalizationStatus.FINALIZED
      if (!was_finalized && this.options.revertedEvents === "finalized") {
        return false
      }
      // The message stays in the record: a payload has no free text.
      const { code, step } = outcome.reason
      await recordEvent(sql, REVERTED, {
        ...toEventData(order, newEventId(), was_finalized ? 2 : 1),
        was_finalized,
        reason: { code, step },
      })
      return true
    }
    return false
  }

  private decide_(evidence: Evidence, locked: LockedOrder): Outcome {
    const record = this.toRecordEvidence_(locked)
    return decide(evidence, record, this.options.finalizeOn)
  }

  private toRecordEvidence_({ record, events }: LockedOrder): RecordEvidence {
    const finalized = events.find(
      ({ name }) => name === OrderFinalizationEvents.FINALIZED
    )
    const { awaitingPaymentTimeout } = this.options
    return {
      status: record.status,
      review_reason: record.review_reason,
      last_step_reached: record.staged_status !== null,
      // One that is past its retention was published long ago.
      is_published: finalized ? finalized.published_at !== null : true,
      canceling_code: record.canceling_code,
      is_overdue: record.age_ms >= (awaitingPaymentTimeout ?? Infinity),
      is_released: record.released_at !== null,
      accepts_amount: record.accepted_shortfall !== null,
    }
  }
}

type Canceling = {
  gather(): Promise<Evidence>
  /** Has core cancel the order. */
  cancel(): Promise<unknown>
}

type Release = { released_by: string; accepts_amount: boolean }

/**
 * Whether this instance does background work. Core's own commands, such as `medusa exec`,
 * say by the environment that they do not, which a mode in the config overrules.
 */
function isWorker({ worker_mode }: ModuleDeclaration = {}): boolean {
  return worker_mode !== "server" && process.env.MEDUSA_WORKER_MODE !== "server"
}

function whyNotReleased({ order }: Evidence, outcome: Outcome): string {
  return order && !order.is_canceled
    ? `${outcome.review_reason ?? "it is not paid."} See to its payment, or accept what was paid with { "accept_amount": true }, or cancel it.`
    : "it is gone or cancelled."
}

/** Whether it is to be reconciled again; after a revert until no money is held any more. */
function isOpen({ status, review_reason }: Outcome): boolean {
  return status === "reverted" ? review_reason !== null : status !== "finalized"
}

function isNews(record: LockedOrder["record"], outcome: Outcome): boolean {
  return (
    record.status !== outcome.status ||
    record.review_reason !== outcome.review_reason ||
    record.hold_reason !== outcome.hold_reason ||
    record.canceling_code !== toCancel(outcome)
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
