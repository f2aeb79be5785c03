import { setTimeout as wait } from "timers/promises"
import {
  TransactionOrchestrator,
  WorkflowManager,
} from "@medusajs/framework/orchestration"
import type { SubscriberConfig } from "@medusajs/framework"
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import settleOrder, {
  config as settleOrderConfig,
} from "../../src/subscribers/settle-order"
import settleChangedOrder, {
  config as settleChangedOrderConfig,
} from "../../src/subscribers/settle-changed-order"
import { subscribeConsumer } from "../helpers/shop/subscribe-consumer"

export type Side = "with" | "without"

/** Which side the calls are on. */
let current: Side = "with"

export const getSide = (): Side => current

/**
 * Keeps core's own complete-cart aside, before the plugin is loaded and extends it in
 * place. Gives a function that switches between the two: the engine looks the workflow
 * up at each call, so the next call is the other one.
 */
export const keepCoreWorkflow = (): ((side: Side) => void) => {
  const core = WorkflowManager.getWorkflow(completeCartWorkflowId)!
  // The extension adds to definition and handlers in place: they need copies, and so do
  // `orchestrator` and `handler`, which are bound to them.
  const flow_ = structuredClone(core.flow_)
  const handlers_ = new Map(core.handlers_)
  const without = {
    ...core,
    flow_,
    orchestrator: new TransactionOrchestrator({
      id: core.id,
      definition: flow_!,
      options: core.options,
    }),
    handlers_,
    handler: WorkflowManager.buildHandlers(handlers_),
  }
  let extended: typeof core | undefined

  return (side) => {
    extended ??= WorkflowManager.getWorkflow(completeCartWorkflowId)!
    if (extended === core) {
      throw new Error("Expected the plugin to have extended complete-cart")
    }
    current = side
    WorkflowManager.getWorkflows().set(
      completeCartWorkflowId,
      side === "with" ? extended : without
    )
  }
}

/**
 * Has the plugin's subscriber hear of the orders alone that are placed with it: it would open
 * the records of the others afterwards, and that work would disturb the next call.
 */
export const leaveUntrackedOrders = (container: MedusaContainer): void => {
  resubscribe(
    container,
    settleChangedOrder,
    settleChangedOrderConfig,
    async (args) => {
      if (current === "with") {
        await settleChangedOrder(args)
      }
    }
  )
}

/** Gives a function that has orders settled at once, or so much later. */
export const keepSettling = (
  container: MedusaContainer,
  laterMs: number
): ((side: Side) => void) => {
  let side: Side = "with"
  resubscribe(container, settleOrder, settleOrderConfig, async (args) => {
    if (side === "without") {
      await wait(laterMs)
    }
    await settleOrder(args)
  })
  return (next) => {
    side = next
  }
}

const resubscribe = (
  container: MedusaContainer,
  subscriber: (args: never) => Promise<void>,
  { event, context }: SubscriberConfig,
  deliver: (args: never) => Promise<void>
): void => {
  const bus = container.resolve(Modules.EVENT_BUS)
  const subscriberId = context!.subscriberId!
  const names = [event].flat()
  for (const name of names) {
    // Found by its id; the bus holds a function that wraps this one.
    bus.unsubscribe(name, subscriber as never, { subscriberId })
  }
  subscribeConsumer(container, subscriber, { names, deliver })
}
