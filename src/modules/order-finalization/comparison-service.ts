import { InjectManager, MedusaContext } from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import type {
  FinalizedOrder,
  FinalizedPeriod,
  HeldOrder,
  OrderComparison,
} from "./compare-types"
import { Comparison } from "./comparison"
import { findNamedOrders } from "./queries/finalization/find-named-orders"
import { listFinalizedOrders } from "./queries/finalization/list-finalized-orders"
import { toSql } from "./queries/sql"
import { WebhookService } from "./webhook-service"

/**
 * How many orders a statement names, or reads. It holds its values as text, of which the
 * driver makes several copies: with more, a comparison takes a hundred megabytes.
 */
const PAGE_SIZE = 2_000

/** What is said to systems outside of what they hold. Nothing in here writes. */
export abstract class ComparisonService extends WebhookService {
  /**
   * Compares what an outside system holds with the records of the orders: what it should
   * void, what it lacks, what it should restore, and what it should not have yet.
   *
   * @param batches - The orders that it names, as they come: what is missing is known once
   * all have.
   * @param period - Without it nothing counts as missing.
   * @throws `MedusaError` of type `INVALID_DATA` if an order is named as held and as
   * voided, or too many are missing.
   */
  @InjectManager()
  async compareOrders(
    batches: Iterable<HeldOrder[]> | AsyncIterable<HeldOrder[]>,
    period: FinalizedPeriod | null,
    @MedusaContext() context: Context = {}
  ): Promise<OrderComparison> {
    const sql = toSql(context)
    const comparison = new Comparison()
    for await (const batch of batches) {
      for (let from = 0; from < batch.length; from += PAGE_SIZE) {
        const named = batch.slice(from, from + PAGE_SIZE)
        comparison.addNamed(await findNamedOrders(sql, named))
      }
    }
    let page: FinalizedOrder[] = []
    do {
      const after = page.at(-1) ?? null
      page = period
        ? await listFinalizedOrders(sql, period, after, PAGE_SIZE)
        : []
      comparison.addFinalized(page)
    } while (page.length === PAGE_SIZE)
    return comparison.toResult()
  }
}
