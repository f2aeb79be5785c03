import {
  TransactionOrchestrator,
  WorkflowManager,
} from "@medusajs/framework/orchestration"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ROOT } from "../helpers/backend/root"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen } from "../helpers/watch/listener"
import { startMedusa } from "../helpers/backend/medusa-command"
import { retrieveRecord } from "../helpers/shop/order"
import { extendCompleteCart } from "../../src/workflows/complete-cart/extend-complete-cart"

const readWorkflow = () => {
  const { flow_, handlers_, options } = WorkflowManager.getWorkflow(
    completeCartWorkflowId
  )!
  return {
    definition: JSON.stringify(flow_),
    extended: [
      handlers_.get("create-orders"),
      handlers_.get("release-lock-step"),
    ],
    options,
    // What the engines go by when they store a run.
    stored: TransactionOrchestrator.getWorkflowOptions(completeCartWorkflowId),
  }
}

describeOnEngine(
  "The boot of a backend with the plugin",
  (context) => {
    /** A process of its own: a refused boot leaves half a backend behind. */
    const start = async (options: Record<string, unknown>) => {
      const { databaseUrl, redisUrl, redisPrefix } = context.engine
      const running = await startMedusa({
        cwd: ROOT,
        env: {
          DATABASE_URL: databaseUrl,
          REDIS_URL: redisUrl,
          REDIS_PREFIX: redisPrefix,
          ORDER_FINALIZATION_OPTIONS: JSON.stringify(options),
        },
      })
      await running.end()
    }

    it("ends for an unknown option, which is named with all that there are", async () => {
      await expect(start({ reconcileAfer: "5m" })).rejects.toThrow(
        /medusa start ended with 1:[^]*medusa-plugin-order-finalized: Unknown option `reconcileAfer`; the options are finalizeOn, awaitingPaymentTimeout, revertedEvents, reconcileAfter, eventRetention, webhooks, cloudEventsSource\./
      )
    })

    it("ends for a bad value, which is named with its key and what is allowed", async () => {
      await expect(start({ awaitingPaymentTimeout: "a week" })).rejects.toThrow(
        /medusa start ended with 1:[^]*medusa-plugin-order-finalized: Expected `awaitingPaymentTimeout` to be a duration such as "30s", "5m", "12h" or "7d" or null, from "1s" to "365d" \(units: ms, s, m, h and d\), got "a week"\./
      )
    })

    it("ends for a duration out of bounds, before it costs an order its record", async () => {
      await expect(start({ reconcileAfter: "300000000d" })).rejects.toThrow(
        /medusa start ended with 1:[^]*medusa-plugin-order-finalized: Expected `reconcileAfter` to be a duration .*, from "1s" to "1d" \(units: ms, s, m, h and d\), got "300000000d"\./
      )
    })

    it("takes good options, and goes by them", async () => {
      const backend = await context.restart({
        pluginOptions: { finalizeOn: "captured", reconcileAfter: "5m" },
      })
      const listener = listen(backend, ["order.placed", "order.finalized"])
      const sell = async (outcome: "authorized" | "captured") => {
        const { cart_id } = await readyCart(backend, { outcome })
        const { order } = (await completeCart(backend, cart_id)).data
        await listener.until(() => listener.of(order.id).length > 0)
        return order.id
      }
      const authorized = await sell("authorized")
      const captured = await sell("captured")
      await listener.until(
        () => listener.of(captured, "order.finalized").length > 0
      )
      await listener.fence()

      expect(listener.of(authorized, "order.finalized")).toEqual([])
      expect(await retrieveRecord(backend, authorized)).toMatchObject({
        status: "awaiting_payment",
      })
    })

    it("extends complete-cart once and keeps its own options, however often it is done", async () => {
      const booted = readWorkflow()
      // As core 2.21.2 defines them: runs are stored, and kept for three days.
      const own = { store: true, idempotent: false, retentionTime: 259_200 }
      expect(booted.options).toMatchObject(own)
      expect(booted.stored).toMatchObject(own)

      const expectTheSame = () => {
        const { extended, ...workflow } = readWorkflow()
        expect(workflow).toEqual({ ...booted, extended: undefined })
        extended.forEach((each, i) => expect(each).toBe(booted.extended[i]))
      }
      extendCompleteCart()
      expectTheSame()
      await context.restart()
      expectTheSame()
    })
  },
  { boot: false }
)
