import {
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaError,
} from "@medusajs/framework/utils"
import type { Context, Logger } from "@medusajs/framework/types"
import type { Sealer } from "./webhooks/encrypt"
import type { ParsedOptions } from "./options"
import {
  recoverReceipts,
  type Recovery,
} from "./queries/inbox/recover-receipts"
import { toSql } from "./queries/sql"
import { changeWebhook } from "./queries/webhook/change-webhook"
import { deleteWebhook } from "./queries/webhook/delete-webhook"
import {
  listAttempts,
  type NumberedAttempt,
} from "./queries/webhook/list-attempts"
import { lockWebhook } from "./queries/webhook/lock-webhook"
import { lockWebhooks } from "./queries/webhook/lock-webhooks"
import { ReceiptService } from "./receipt-service"
import {
  OrderFinalizationReceiptStatus,
  type OrderFinalizationReceiptStatusValue,
} from "./types"
import {
  OrderWebhookStatus,
  toConsumerName,
  type NewWebhook,
  type OrderWebhookRecord,
} from "./webhook-types"

/** What one backend can look at every few seconds, and one order's events are sent to. */
export const MAX_WEBHOOKS = 50
/** One is the rule; more, and a header of signatures would grow too long for a receiver. */
const MAX_PREVIOUS_SECRETS = 2
/** A webhook that is down has a trial a minute. */
const MAX_SHOWN_ATTEMPTS = 20

export type DeliveryFilter = {
  status?: OrderFinalizationReceiptStatusValue
  order_id?: string
}

/** One event that a webhook was sent, or is to be sent: its receipt, with its last attempts. */
export type OrderWebhookDelivery = {
  /** Of the receipt. */
  id: string
  event_id: string
  order_id: string
  sequence: number
  status: OrderFinalizationReceiptStatusValue
  next_attempt_at: Date | null
  last_error: string | null
  done_at: Date | null
  attempts: NumberedAttempt[]
}

/**
 * Webhooks as data: what people say of them, and what they see. A webhook is the consumer
 * `webhook:<id>` of the inbox, which keeps everything else.
 */
export abstract class WebhookService extends ReceiptService {
  /** Of option `webhooks.encryptionKey`. */
  abstract readonly sealer: Sealer
  abstract readonly options: ParsedOptions

  /** Once at boot: whoever can read the database can sign in this backend's name. */
  async warnOfReadableSecrets(logger?: Logger): Promise<void> {
    if (this.options.webhooks.encryptionKey !== null) {
      return
    }
    const webhooks = await this.listOrderFinalizationWebhooks(
      {},
      { select: ["id"], take: 1 }
    )
    if (webhooks.length) {
      logger?.warn(
        "medusa-plugin-order-finalized: the secrets and header values of webhooks stand in the database as they are: set option `webhooks.encryptionKey`, and rotate the secrets."
      )
    }
  }

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
    await changeWebhook(toSql(context), id, changes)
  }

  /** Deletes a webhook with its open deliveries; `false` without it. */
  @InjectManager()
  async removeWebhook(
    id: string,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await deleteWebhook(toSql(context), id)
  }

  /**
   * Gives a webhook a new secret, under its row's lock: of two people who do so at once each
   * has one that signs. A previous one that cannot be read any more is dropped.
   *
   * @throws `MedusaError` of type `NOT_FOUND` without such a webhook.
   */
  @InjectManager()
  async rotateWebhookSecret(
    id: string,
    secret: string,
    expirePreviousAfterMs: number,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await this.rotateWebhookSecret_(id, secret, expirePreviousAfterMs, context)
  }

  @InjectTransactionManager()
  protected async rotateWebhookSecret_(
    id: string,
    secret: string,
    expirePreviousAfterMs: number,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const webhook = await lockWebhook(toSql(context), id)
    if (!webhook) {
      throw missingWebhook(id)
    }
    const now = Date.now()
    const latest = now + expirePreviousAfterMs
    const previous = webhook.secrets
      .filter((each) => this.canOpen_(each.sealed))
      .map(({ sealed, expires_at }) => ({
        sealed,
        // One of an earlier rotation may have leaked as well, and expires no later.
        expires: Math.min(expires_at ? Date.parse(expires_at) : latest, latest),
      }))
      .filter(({ expires }) => expires > now)
      .slice(0, MAX_PREVIOUS_SECRETS)
      .map(({ sealed, expires }) => ({
        sealed,
        expires_at: new Date(expires).toISOString(),
      }))
    const newest = { sealed: this.sealer.seal(secret), expires_at: null }
    await this.changeWebhook(id, { secrets: [newest, ...previous] }, context)
  }

  private canOpen_(sealed: string): boolean {
    try {
      this.sealer.open(sealed)
      return true
    } catch {
      return false
    }
  }

  /**
   * What a webhook was sent or is to be sent, the newest event first.
   *
   * @throws `MedusaError` of type `NOT_FOUND` without such a webhook.
   */
  @InjectManager()
  async listDeliveries(
    id: string,
    { status, order_id }: DeliveryFilter,
    { limit, offset }: { limit: number; offset: number },
    @MedusaContext() context: Context = {}
  ): Promise<{ deliveries: OrderWebhookDelivery[]; count: number }> {
    await this.retrieveWebhook(id, context)
    const [receipts, count] = await this.listAndCountOrderFinalizationReceipts(
      {
        consumer: toConsumerName(id),
        // By name, so that the index over both is of use.
        status: status ?? Object.values(OrderFinalizationReceiptStatus),
        ...(order_id !== undefined && { order_id }),
      },
      { take: limit, skip: offset, order: { event_id: "DESC" } },
      context
    )
    const eventIds = receipts.map(({ event_id }) => event_id)
    const attempts = eventIds.length
      ? await listAttempts(toSql(context), id, eventIds, MAX_SHOWN_ATTEMPTS)
      : []
    const deliveries = receipts.map((receipt) => ({
      id: receipt.id,
      event_id: receipt.event_id,
      order_id: receipt.order_id,
      sequence: receipt.sequence,
      status: receipt.status,
      next_attempt_at: receipt.next_attempt_at,
      last_error: receipt.last_error,
      done_at: receipt.done_at,
      attempts: attempts.filter(
        ({ event_id }) => event_id === receipt.event_id
      ),
    }))
    return { deliveries, count }
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
