import { InjectManager, MedusaContext } from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import { checkPublication } from "./check-publication"
import { ComparisonService } from "./comparison-service"
import { listPublications } from "./queries/outbox/list-publications"
import { extendLease } from "./queries/progress/extend-lease"
import {
  findAlarms,
  type FinalizationAlarms,
} from "./queries/progress/find-alarms"
import { listHeldWebhooks } from "./queries/progress/list-held-webhooks"
import { releaseLease } from "./queries/progress/release-lease"
import {
  summarize,
  type FinalizationSummary,
} from "./queries/progress/summarize"
import { takeLease } from "./queries/progress/take-lease"
import { toSql } from "./queries/sql"
import { LATE_AFTER_MS, OVERDUE_AFTER_MS, STUCK_AFTER_MS } from "./timing"

const ALARM_BOUNDS = {
  late_after: LATE_AFTER_MS,
  overdue_after: OVERDUE_AFTER_MS,
  max_overdue: 1_000,
  stuck_after: STUCK_AFTER_MS,
}

/** What running the plugin takes: leases, the summary, the alarms, what CDC reads. */
export abstract class OperatingService extends ComparisonService {
  /** See `Clockwork`; so for the next two. */
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

  /** How the orders, the outbox and the receipts stand. */
  @InjectManager()
  async summarize(
    @MedusaContext() context: Context = {}
  ): Promise<FinalizationSummary> {
    const sql = toSql(context)
    const summary = await summarize(sql)
    const { late_event_due_at: _, ...alarms } = await findAlarms(
      sql,
      ALARM_BOUNDS
    )
    return {
      ...summary,
      ...alarms,
      webhooks: await listHeldWebhooks(sql, ALARM_BOUNDS.max_overdue),
    }
  }

  /** What a person should look at. */
  @InjectManager()
  async findAlarms(
    @MedusaContext() context: Context = {}
  ): Promise<FinalizationAlarms> {
    const sql = toSql(context)
    const webhooks = await listHeldWebhooks(sql, ALARM_BOUNDS.max_overdue)
    return { ...(await findAlarms(sql, ALARM_BOUNDS)), webhooks }
  }

  /** What is wrong with how the database publishes the outbox, a sentence each. */
  @InjectManager()
  async checkPublications(
    @MedusaContext() context: Context = {}
  ): Promise<string[]> {
    const publications = await listPublications(toSql(context))
    return publications.flatMap((publication) => {
      const fault = checkPublication(publication)
      return fault ? [`publication "${publication.name}": ${fault}`] : []
    })
  }
}
