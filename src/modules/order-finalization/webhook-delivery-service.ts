import {
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
} from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import {
  activate,
  disable,
  isRunning,
  nextState,
  WebhookDisabledReasons,
  type WebhookOutcome,
  type WebhookState,
} from "./webhooks/next-state"
import { claimDueReceipts } from "./queries/inbox/claim-due-receipts"
import { failReceipt } from "./queries/inbox/fail-receipt"
import { finishWebhookReceipts } from "./queries/inbox/finish-webhook-receipts"
import { giveBackReceipt } from "./queries/inbox/give-back-receipt"
import { releaseHeldReceipts } from "./queries/inbox/release-held-receipts"
import { toSql } from "./queries/sql"
import { claimTrial } from "./queries/webhook/claim-trial"
import {
  listWorkingWebhooks,
  type WorkingWebhook,
} from "./queries/webhook/list-working-webhooks"
import { lockWebhook, type LockedWebhook } from "./queries/webhook/lock-webhook"
import type { MadeAttempt } from "./queries/webhook/new-attempts"
import { noteAttempt } from "./queries/webhook/note-attempt"
import { updateWebhookState } from "./queries/webhook/update-webhook-state"
import type { ClaimedReceipt } from "./receipt-types"
import { RECEIPT_LEASE_MS, WEBHOOK_SUCCESS_NEWS_AFTER_MS } from "./timing"
import { createBatch } from "../../utils/batch"
import { WebhookService } from "./webhook-service"
import { openWebhook, type SealedWebhook } from "./webhooks/open-webhook"
import type { WebhookSender } from "./webhooks/sending/webhook-sender"
import {
  OrderWebhookStatus,
  toConsumerName,
  type OrderWebhookStateChangedData,
  type WebhookAttempt,
} from "./webhook-types"

/** A request is made again until the schedule ends, however often a process dies in it. */
const ANY_ATTEMPTS = 2 ** 31 - 1

/** What a request that was taken came to. */
export type FinishedDelivery = {
  /** Whether an event of the order waits behind it. */
  has_next: boolean
  /** What became of the webhook's state, if that has changed. */
  state_change: OrderWebhookStateChangedData | null
}

/** What a request that was not taken came to. */
export type FailedDelivery = {
  outcome: WebhookOutcome
  error: string
  /** Of its schedule; `null`: that was the last attempt. */
  retry_after_ms: number | null
  /**
   * Whether it uses no attempt up: it was made to see if the webhook is back, or the
   * webhook wants nothing any more.
   */
  is_held: boolean
}

/**
 * Deliveries to webhooks: what is claimed, what came of each request, and what that makes of
 * the webhook's state, which changes under its row's lock alone.
 */
export abstract class WebhookDeliveryService extends WebhookService {
  /** Makes the requests to webhooks; it has their connections. */
  abstract readonly webhookSender: WebhookSender

  /** By webhook: one that is about to be deleted holds up no other. */
  private readonly finishing_ = new Map<
    string,
    (made: MadeAttempt) => Promise<FinishedDelivery>
  >()

  /** Drops what this instance keeps of a webhook; requests that are under way end as they would. */
  forgetWebhook(id: string): void {
    this.finishing_.delete(id)
    void this.webhookSender.close(id)
  }

  /** The webhooks that are neither paused nor disabled, and whether something may leave. */
  @InjectManager()
  async listWorkingWebhooks(
    @MedusaContext() context: Context = {}
  ): Promise<WorkingWebhook[]> {
    return await listWorkingWebhooks(toSql(context))
  }

  /** One of them; `null` without it. */
  @InjectManager()
  async readWorkingWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<WorkingWebhook | null> {
    const [webhook] = await listWorkingWebhooks(toSql(context), id)
    return webhook ?? null
  }

  /** Claims what may leave to a webhook while it is active. */
  @InjectManager()
  async claimWebhookReceipts(
    id: string,
    limit: number,
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedReceipt[]> {
    return await claimDueReceipts(
      toSql(context),
      toConsumerName(id),
      limit,
      RECEIPT_LEASE_MS,
      ANY_ATTEMPTS
    )
  }

  /** Claims one receipt of a webhook that is failing, once it is time to try it again. */
  @InjectManager()
  async claimTrial(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedReceipt[]> {
    return await claimTrial(toSql(context), id, RECEIPT_LEASE_MS)
  }

  /**
   * Notes that a webhook has taken an event; many at once in one statement, each webhook's
   * for itself.
   */
  async finishWebhookReceipt(
    receipt: ClaimedReceipt,
    webhookId: string,
    attempt: WebhookAttempt
  ): Promise<FinishedDelivery> {
    const finish =
      this.finishing_.get(webhookId) ??
      createBatch((made: MadeAttempt[]) =>
        this.finishWebhookReceipts_(webhookId, made)
      )
    this.finishing_.set(webhookId, finish)
    return await finish({ receipt, attempt })
  }

  @InjectManager()
  protected async finishWebhookReceipts_(
    webhookId: string,
    made: MadeAttempt[],
    @MedusaContext() context: Context = {}
  ): Promise<FinishedDelivery[]> {
    const finished = await finishWebhookReceipts(
      toSql(context),
      webhookId,
      made,
      WEBHOOK_SUCCESS_NEWS_AFTER_MS
    )
    const state_change = finished.some(({ is_news }) => is_news)
      ? await this.changeWebhookState_(
          webhookId,
          (state, now) => nextState(state, { result: "success" }, now),
          context
        )
      : null
    const waiting = new Set(
      finished.flatMap(({ receipt_id, has_next }) =>
        has_next ? [receipt_id] : []
      )
    )
    return made.map(({ receipt }, index) => ({
      has_next: waiting.has(receipt.receipt_id),
      // Told once.
      state_change: index === 0 ? state_change : null,
    }))
  }

  /**
   * Notes that a webhook has not taken an event.
   *
   * @returns What became of its state, if that has changed; so for the next.
   */
  @InjectManager()
  async failWebhookReceipt(
    receipt: ClaimedReceipt,
    webhookId: string,
    attempt: WebhookAttempt,
    failed: FailedDelivery,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    return await this.failWebhookReceipt_(
      receipt,
      webhookId,
      attempt,
      failed,
      context
    )
  }

  @InjectTransactionManager()
  protected async failWebhookReceipt_(
    receipt: ClaimedReceipt,
    webhookId: string,
    attempt: WebhookAttempt,
    { outcome, error, retry_after_ms, is_held }: FailedDelivery,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    const sql = toSql(context)
    // Before the receipt, as whoever deletes a webhook does: they cannot deadlock.
    await lockWebhook(sql, webhookId)
    await noteAttempt(sql, { receipt, attempt })
    if (is_held) {
      await giveBackReceipt(sql, receipt)
    } else {
      await failReceipt(sql, receipt, error, retry_after_ms)
    }
    return await this.changeWebhookState_(
      webhookId,
      (state, now) => nextState(state, outcome, now),
      context
    )
  }

  /** By a person. @throws `MedusaError` of type `NOT_FOUND` without such a webhook. */
  @InjectManager()
  async pauseWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    await this.retrieveWebhook(id, context)
    return await this.changeWebhookState_(
      id,
      (state) => ({
        ...state,
        status: OrderWebhookStatus.PAUSED,
        next_trial_at: null,
        disabled_reason: null,
      }),
      context
    )
  }

  /** By a person, whatever was before. */
  @InjectManager()
  async enableWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    await this.retrieveWebhook(id, context)
    return await this.enableWebhook_(id, context)
  }

  /** Also of one that was active: what has failed does not wait for its schedule. */
  @InjectTransactionManager()
  protected async enableWebhook_(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    const sql = toSql(context)
    const webhook = await lockWebhook(sql, id)
    const since = webhook?.first_failed_at ?? null
    await releaseHeldReceipts(sql, toConsumerName(id), since)
    return await this.changeWebhookState_(id, activate, context)
  }

  /**
   * The key is lost that its secrets were sealed with; not if a person has given it others
   * since, or has stopped it.
   */
  @InjectManager()
  async disableUnreadableWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    return await this.changeWebhookState_(
      id,
      (webhook) =>
        isRunning(webhook) && !this.isReadable_(webhook)
          ? disable(webhook, WebhookDisabledReasons.KEY_LOST)
          : webhook,
      context
    )
  }

  private isReadable_(webhook: SealedWebhook): boolean {
    try {
      openWebhook(this.sealer, webhook)
      return true
    } catch {
      return false
    }
  }

  /** Under the row's lock: instances that change it at once do so one after the other. */
  @InjectTransactionManager()
  protected async changeWebhookState_(
    id: string,
    change: (webhook: LockedWebhook, now: Date) => WebhookState,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    const sql = toSql(context)
    const webhook = await lockWebhook(sql, id)
    if (!webhook) {
      return null
    }
    const next = change(webhook, webhook.now)
    await updateWebhookState(sql, id, next)
    if (
      next.status === OrderWebhookStatus.ACTIVE &&
      webhook.status !== OrderWebhookStatus.ACTIVE
    ) {
      const { first_failed_at } = webhook
      await releaseHeldReceipts(sql, toConsumerName(id), first_failed_at)
    }
    return next.status === webhook.status
      ? null
      : {
          id,
          status: next.status,
          previous_status: webhook.status,
          reason: next.disabled_reason,
        }
  }
}
