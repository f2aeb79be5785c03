import {
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaError,
} from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import type { Sealer } from "../../webhooks/encrypt"
import {
  activate,
  disable,
  nextState,
  WebhookDisabledReasons,
  type WebhookOutcome,
  type WebhookState,
} from "../../webhooks/next-state"
import { failReceipt } from "./queries/inbox/fail-receipt"
import { finishWebhookReceipt } from "./queries/inbox/finish-webhook-receipt"
import { giveBackReceipt } from "./queries/inbox/give-back-receipt"
import { claimDueReceipts } from "./queries/inbox/claim-due-receipts"
import {
  recoverReceipts,
  type Recovery,
} from "./queries/inbox/recover-receipts"
import { toSql } from "./queries/sql"
import { claimTrial } from "./queries/webhook/claim-trial"
import { deleteWebhook } from "./queries/webhook/delete-webhook"
import {
  listWorkingWebhooks,
  type WorkingWebhook,
} from "./queries/webhook/list-working-webhooks"
import { lockWebhook } from "./queries/webhook/lock-webhook"
import { lockWebhooks } from "./queries/webhook/lock-webhooks"
import { noteAttempt } from "./queries/webhook/note-attempt"
import { updateWebhookState } from "./queries/webhook/update-webhook-state"
import { ReceiptService } from "./receipt-service"
import type { ClaimedReceipt } from "./receipt-types"
import { RECEIPT_LEASE_MS, WEBHOOK_SUCCESS_NEWS_AFTER_MS } from "./timing"
import {
  OrderWebhookStatus,
  toConsumerName,
  type OrderWebhookRecord,
  type OrderWebhookStateChangedData,
  type WebhookAttempt,
} from "./webhook-types"

/** What one backend can look at every few seconds, and one order's events are sent to. */
export const MAX_WEBHOOKS = 50
/** A request is made again until the schedule ends, however often a process dies in it. */
const ANY_ATTEMPTS = 2 ** 31 - 1

export type NewWebhook = Pick<
  OrderWebhookRecord,
  | "url"
  | "description"
  | "events"
  | "format"
  | "max_in_flight"
  | "secrets"
  | "sealed_headers"
  | "header_names"
>

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
 * Webhooks: endpoints as data, their state, and what is noted of the requests to them. A
 * webhook is the consumer `webhook:<id>` of the inbox, which keeps everything else.
 */
export abstract class WebhookService extends ReceiptService {
  /** Of option `webhooks.encryptionKey`. */
  abstract readonly sealer: Sealer

  /** @throws `MedusaError` of type `INVALID_DATA` if there are as many as there may be. */
  @InjectManager()
  async addWebhook(
    webhook: NewWebhook,
    @MedusaContext() context: Context = {}
  ): Promise<string> {
    return await this.addWebhook_(webhook, context)
  }

  @InjectTransactionManager()
  protected async addWebhook_(
    webhook: NewWebhook,
    @MedusaContext() context: Context = {}
  ): Promise<string> {
    await lockWebhooks(toSql(context))
    const [, count] = await this.listAndCountOrderFinalizationWebhooks(
      {},
      { select: ["id"], take: 1 },
      context
    )
    if (count >= MAX_WEBHOOKS) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        `Expected at most ${MAX_WEBHOOKS} webhooks, and ${count} are there. Delete one that is not needed any more, or let one system pass the events on.`
      )
    }
    const { id } = await this.createOrderFinalizationWebhooks(
      { ...toRow(webhook), status: OrderWebhookStatus.ACTIVE },
      context
    )
    return id
  }

  /** @throws `MedusaError` of type `NOT_FOUND` without such a webhook. */
  @InjectManager()
  async retrieveWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookRecord> {
    const [webhook] = await this.listOrderFinalizationWebhooks(
      { id },
      {},
      context
    )
    if (!webhook) {
      throw missingWebhook(id)
    }
    return webhook as unknown as OrderWebhookRecord
  }

  /** Changes what a person may change of a webhook. */
  @InjectManager()
  async changeWebhook(
    id: string,
    changes: Partial<NewWebhook>,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await this.updateOrderFinalizationWebhooks(
      { id, ...toRow(changes) },
      context
    )
  }

  /** Deletes a webhook with its open deliveries; `false` without it. */
  @InjectManager()
  async removeWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await deleteWebhook(toSql(context), id)
  }

  /** The webhooks that are neither paused nor disabled, and whether something may leave. */
  @InjectManager()
  async listWorkingWebhooks(
    @MedusaContext() context: Context = {}
  ): Promise<WorkingWebhook[]> {
    return await listWorkingWebhooks(toSql(context))
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
   * Notes that a webhook has taken an event.
   *
   * @returns What became of its state, if that has changed; so for the next.
   */
  @InjectManager()
  async finishWebhookReceipt(
    receipt: ClaimedReceipt,
    webhookId: string,
    attempt: WebhookAttempt,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    const isNews = await finishWebhookReceipt(
      toSql(context),
      receipt,
      attempt,
      WEBHOOK_SUCCESS_NEWS_AFTER_MS
    )
    return isNews
      ? await this.changeWebhookState_(
          webhookId,
          (state, now) => nextState(state, { result: "success" }, now),
          context
        )
      : null
  }

  /** Notes that a webhook has not taken an event. */
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
    await noteAttempt(sql, receipt, attempt)
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
    return await this.changeWebhookState_(id, activate, context)
  }

  /** The key is lost that its secrets were sealed with. */
  @InjectManager()
  async disableUnreadableWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    return await this.changeWebhookState_(
      id,
      (state) => disable(state, WebhookDisabledReasons.KEY_LOST),
      context
    )
  }

  /** Has a webhook be sent again what it missed of a time; how many. */
  @InjectManager()
  async recoverWebhook(
    id: string,
    recovery: Recovery,
    @MedusaContext() context: Context = {}
  ): Promise<number> {
    return await recoverReceipts(toSql(context), id, recovery)
  }

  /** Under the row's lock: instances that change it at once do so one after the other. */
  @InjectTransactionManager()
  protected async changeWebhookState_(
    id: string,
    change: (state: WebhookState, now: Date) => WebhookState,
    @MedusaContext() context: Context = {}
  ): Promise<OrderWebhookStateChangedData | null> {
    const sql = toSql(context)
    const webhook = await lockWebhook(sql, id)
    if (!webhook) {
      return null
    }
    const next = change(webhook as WebhookState, webhook.now)
    await updateWebhookState(sql, id, next)
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

export function missingWebhook(id: string): MedusaError {
  return new MedusaError(
    MedusaError.Types.NOT_FOUND,
    `There is no webhook ${id}. GET /admin/order-webhooks lists them.`
  )
}

type JsonColumns = "events" | "secrets" | "sealed_headers" | "header_names"

/** Medusa types every JSON column as an object, also one that holds a list (Medusa 2.21.2). */
const toRow = <Values extends Partial<NewWebhook>>(webhook: Values) =>
  webhook as unknown as Omit<Values, JsonColumns> &
    Partial<Record<JsonColumns, Record<string, unknown>>>
