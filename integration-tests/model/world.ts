import { Modules } from "@medusajs/framework/utils"
import { addFinalizationGate } from "../../src"
import type { Backend } from "../helpers/backend/backend"
import type { JournaledStep } from "../helpers/watch/journal"
import type { KillPoint } from "../helpers/faults/kill-points"
import { listen } from "../helpers/watch/listener"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import type { PaymentRule } from "../../src/modules/order-finalization/decide"
import { createCartPool } from "./cart-pool"
import { keepHistory } from "./history"
import { giveNotice, type BadAction } from "./notice"
import {
  toPlacedOrder,
  type Outcome,
  type Sale,
  type UnevenCurrency,
} from "./sale"
import { createTroubles, type Trouble } from "./troubles"

/** A backend, its customers, and the means to trouble them. */
export const createWorld = async (
  databaseUrl: string,
  backend: Backend,
  rule: PaymentRule,
  hasGate = false
) => {
  const { container } = backend
  await keepHistory(databaseUrl)
  const carts = createCartPool(databaseUrl, backend)
  const sales = new Map<string, Sale>()
  const listener = listen(backend, ["order.finalized", "order.reverted"])

  const journal = ({ step, order_id, cart_id }: JournaledStep) => {
    const sale = sales.get(cart_id)
    if (!sale) {
      return
    }
    if (step === "create-orders") {
      sale.orders.push(toPlacedOrder(order_id, sale.is_nested))
    }
    const order = sale.orders.find((each) => each.order_id === order_id)
    if (order && step === "finalize-order") {
      order.is_staged = true
    }
  }
  const troubles = createTroubles(container, journal)
  if (hasGate) {
    addFinalizationGate("model", async ({ order_id }) =>
      [...sales.values()].some(
        ({ gate, orders }) =>
          gate.holds && orders.some((order) => order.order_id === order_id)
      )
        ? { hold: "score 87" }
        : { pass: true }
    )
  }

  /** When the plugin began to gather what it cancelled an order by. */
  const decidedAt = new Map<string, number>()
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const cancelOrder = service.cancelOrder.bind(service)
  service.cancelOrder = async (order, { gather, cancel }, ...more) => {
    let since = Infinity
    const canceling = {
      gather: async () => {
        since = Date.now()
        return await gather()
      },
      cancel: async () => {
        decidedAt.set(order.order_id, since)
        await cancel()
      },
    }
    return await cancelOrder(order, canceling, ...more)
  }

  /** The lock of a killed process runs out, or dies with its memory. */
  const stop = async (sale: Sale, point: KillPoint) => {
    Object.assign(sale.orders.at(-1) ?? {}, { stopped_at: point })
    await container.resolve(Modules.LOCKING).release([sale.cart_id])
  }

  return {
    backend,
    databaseUrl,
    rule,
    hasGate,
    decidedAt,
    listener,
    troubles,
    sales,
    nextSale: async (
      outcome: Outcome,
      uneven: UnevenCurrency | null
    ): Promise<Sale> => {
      const sale = await carts.take(outcome, uneven)
      sales.set(sale.cart_id, sale)
      return sale
    },
    /** Has a sale meet a trouble while `part` runs; `true` if it was stopped there. */
    meet: async (
      sale: Sale,
      trouble: Trouble | null,
      part: () => Promise<unknown>
    ): Promise<boolean> => {
      if (!trouble) {
        await part()
        return false
      }
      // A notice takes nothing away from the plugin.
      sale.has_met_trouble ||= trouble.kind !== "notice"
      const onNotice = async (action: BadAction, isStale: boolean) =>
        await giveNotice(backend, sale, action, isStale)
      const stopped = new Promise<KillPoint>((onStopped) =>
        troubles.arm(sale.cart_id, { ...trouble, onStopped, onNotice })
      )
      const point = await Promise.race([stopped, part().then(() => null)])
      if (point) {
        await stop(sale, point)
      }
      return point !== null
    },
    close: () => {
      listener.stop()
      troubles.remove()
    },
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>
