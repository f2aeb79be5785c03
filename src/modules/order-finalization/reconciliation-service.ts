import {
  generateEntityId,
  InjectManager,
  MedusaContext,
} from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import { OperatingService } from "./operating-service"
import { missingProgress } from "./order-event-service"
import { checkSoon } from "./queries/finalization/check-soon"
import {
  claimRecordsToCheck,
  type CheckOrder,
} from "./queries/finalization/claim-records-to-check"
import { dropProvisionalRecord } from "./queries/finalization/drop-provisional-record"
import { extendCheck } from "./queries/finalization/extend-check"
import { noteFailedReconciliation } from "./queries/finalization/note-failed-reconciliation"
import { notePaymentNotice } from "./queries/finalization/note-payment-notice"
import { readRecordState } from "./queries/finalization/read-record-state"
import { releaseCheck } from "./queries/finalization/release-check"
import { advanceAudit } from "./queries/progress/advance-audit"
import { noteAuditedPage } from "./queries/progress/note-audited-page"
import { toSql } from "./queries/sql"
import { toReviewReason } from "./review-reasons"
import { CHECK_LEASE_MS, CHECK_SOON_MS, MAX_CHECK_BACK_OFF_MS } from "./timing"
import type { ClaimedRecord, RecordState } from "./types"

/** What the `review_reason` of an order that could not be reconciled begins with. */
const FAILED_PREFIX = toReviewReason("not_reconciled")

/**
 * Which records are to be reconciled, when and by whom, and how far the audit has come.
 * Nothing in here settles an order.
 */
export abstract class ReconciliationService extends OperatingService {
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

  /** The window of time that an audit has begun and not ended, and how far it has come. */
  async getAuditWindow(): Promise<{ until: Date; after: string } | null> {
    const { window_until, window_after } = await this.retrieveAudit_()
    return window_until && { until: window_until, after: window_after ?? "" }
  }

  /** Notes up to which order, by ID, a window has been audited. */
  @InjectManager()
  async noteAuditedPage(
    windowUntil: Date,
    lastOrderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await noteAuditedPage(toSql(context), windowUntil, lastOrderId)
  }

  private async retrieveAudit_() {
    const [audit] = await this.listOrderFinalizationProgresses({})
    if (!audit) {
      throw missingProgress()
    }
    return audit
  }

  /** What an order's record says; `null` without one. */
  @InjectManager()
  async readRecordState(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<RecordState | null> {
    return await readRecordState(toSql(context), orderId)
  }

  /** Notes that a webhook has called a payment session failed or cancelled. */
  @InjectManager()
  async notePaymentNotice(
    orderId: string,
    sessionId: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await notePaymentNotice(toSql(context), orderId, sessionId)
  }

  /** Claims records that are due to be reconciled; see the option `reconcileAfter`. */
  @InjectManager()
  async claimRecordsToCheck(
    limit: number,
    order: CheckOrder,
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedRecord[]> {
    return await claimRecordsToCheck(
      toSql(context),
      limit,
      CHECK_LEASE_MS,
      order
    )
  }

  /** Keeps a record that is being reconciled; the new fence, or `null` if it was lost. */
  @InjectManager()
  async extendCheck(
    orderId: string,
    fence: string,
    @MedusaContext() context: Context = {}
  ): Promise<string | null> {
    return await extendCheck(toSql(context), orderId, fence, CHECK_LEASE_MS)
  }

  /** Gives a record back that was reconciled. */
  @InjectManager()
  async releaseCheck(
    orderId: string,
    fence: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await releaseCheck(toSql(context), orderId, fence)
  }

  /**
   * Notes for a person that an order could not be reconciled, and has reconciliation look
   * again, each time after twice as long. It opens a provisional record if there is none.
   *
   * @param error - What went wrong, fit to be kept.
   */
  @InjectManager()
  async noteFailedReconciliation(
    orderId: string,
    error: string | null,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const { reconcileAfter } = this.options
    await noteFailedReconciliation(toSql(context), {
      id: generateEntityId(undefined, "ordfin"),
      order_id: orderId,
      prefix: FAILED_PREFIX,
      review_reason: toReviewReason("not_reconciled", error ?? "no message"),
      back_off_ms: reconcileAfter,
      max_back_off_ms: Math.max(reconcileAfter, MAX_CHECK_BACK_OFF_MS),
    })
  }

  /** Deletes the provisional record of an order that is of the kind that gets none. */
  @InjectManager()
  async dropProvisionalRecord(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await dropProvisionalRecord(toSql(context), orderId)
  }

  /** Has an order reconciled soon, if nobody has settled it before. */
  @InjectManager()
  async checkSoon(
    orderId: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await checkSoon(toSql(context), orderId, CHECK_SOON_MS)
  }
}
