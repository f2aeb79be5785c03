import { MedusaError } from "@medusajs/framework/utils"
import type {
  ComparedOrder,
  FinalizedOrder,
  HeldState,
  NamedOrder,
  OrderComparison,
} from "./compare-types"
import { OrderFinalizationStatus } from "./types"

/** More would be a list that nobody reads, and memory without a bound. */
const MAX_MISSING = 100_000

const { FINALIZED, REVERTED } = OrderFinalizationStatus

/**
 * What comes of comparing the orders that an outside system names with their records, batch
 * by batch: first all that are named, then all that have become final. It keeps what
 * differs, and of all others no more than the ID. Pure: no clock and no I/O.
 */
export class Comparison {
  private readonly states_ = new Map<string, HeldState>()
  private readonly result_: OrderComparison = {
    to_void: [],
    missing: [],
    to_restore: [],
    not_final_yet: [],
    unknown: [],
    agreed: 0,
  }

  /**
   * Takes orders that are named, with their records. One that is named again counts once.
   *
   * @throws `MedusaError` of type `INVALID_DATA` if an order is held and voided at once.
   */
  addNamed(orders: NamedOrder[]): void {
    for (const order of orders) {
      const key = order.id ?? order.named_id ?? `#${order.named_display_id}`
      const before = this.states_.get(key)
      if (before === undefined) {
        this.states_.set(key, order.state)
        this.place_(order)
      } else if (before !== order.state) {
        throw new MedusaError(
          MedusaError.Types.INVALID_DATA,
          `Order ${toName(order)} is named as held and as voided: only one can be true.`
        )
      }
    }
  }

  /**
   * Takes orders that have become final; those that nobody has named are missing.
   *
   * @throws `MedusaError` of type `INVALID_DATA` if there is no end to them.
   */
  addFinalized(orders: FinalizedOrder[]): void {
    const { missing } = this.result_
    for (const { id, display_id } of orders) {
      if (!this.states_.has(id)) {
        missing.push({ id, display_id, status: FINALIZED })
      }
    }
    if (missing.length > MAX_MISSING) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        `More than ${MAX_MISSING} orders that became final within \`since\` and \`until\` are not named. Ask about a shorter time.`
      )
    }
  }

  toResult(): OrderComparison {
    return this.result_
  }

  private place_(order: NamedOrder): void {
    const { named_id, named_display_id, state, reason } = order
    const { id, display_id, status } = order
    const result = this.result_
    if (status === null) {
      result.unknown.push({
        id: named_id,
        display_id: named_display_id,
        status,
      })
      return
    }
    const compared: ComparedOrder = { id, display_id, status }
    if (state === "voided") {
      if (status === FINALIZED) {
        result.to_restore.push(compared)
      } else {
        result.agreed++
      }
    } else if (status === REVERTED) {
      result.to_void.push(reason ? { ...compared, reason } : compared)
    } else if (status === FINALIZED) {
      result.agreed++
    } else {
      result.not_final_yet.push(compared)
    }
  }
}

function toName(order: NamedOrder): string {
  const id = order.id ?? order.named_id
  const number = order.display_id ?? order.named_display_id
  return [id, number !== null && `#${number}`].filter(Boolean).join(", ")
}
