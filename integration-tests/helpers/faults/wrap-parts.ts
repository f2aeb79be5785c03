import type { MedusaContainer } from "@medusajs/framework/types"
import { AsyncLocalStorage } from "async_hooks"
import { subscribe, unsubscribe } from "diagnostics_channel"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../../src/modules/order-finalization"
import type { JournaledStep } from "../watch/journal"
import type { KillPoint, Traps } from "./kill-points"

type Part = (...args: never[]) => Promise<unknown>
type Steps = Record<string, { invoke: Part; compensate?: Part }>

/** What the orchestration hands to a step; only what is read here. */
type StepArguments = {
  payload: { id: string }
  invoke: Record<string, { output?: { output?: unknown } } | undefined>
  transaction: { getFlow(): { metadata?: { eventGroupId?: string } } }
}

type Points = { before?: KillPoint[]; after?: KillPoint[] }

/**
 * Puts traps around the real parts of a backend, from outside: core's steps, the
 * plugin's service and the event bus are what they are in production. To be called when
 * all is loaded and nothing has started.
 *
 * @param journal - Hears how far each run has come, whatever the plugin says.
 * @returns What gives core's steps back: they are those of the process, all else goes with
 * the backend.
 */
export const wrapParts = (
  container: MedusaContainer,
  { reach }: Traps,
  journal: (line: JournaledStep) => void
): (() => void) => {
  const cartOfOrder = new Map<string, string>()
  const cartOfGroup = new Map<string, string>()
  /** The step of a run that runs, and how many of its parts are at a point, or held there. */
  const running = new AsyncLocalStorage<{
    type: "invoke" | "compensate"
    held: number
  }>()

  const around =
    <Args extends unknown[]>(
      part: (...args: Args) => Promise<unknown>,
      toCartIds: (...args: Args) => (string | null | undefined)[],
      toPoints: (cartId: string, ...args: Args) => Points
    ) =>
    async (...args: Args): Promise<unknown> => {
      const carts = toCartIds(...args)
      const at = async (when: keyof Points) => {
        for (const cart of carts) {
          for (const point of toPoints(cart!, ...args)[when] ?? []) {
            const step = running.getStore()
            if (step) {
              step.held++
            }
            try {
              await reach(point, cart)
            } finally {
              if (step) {
                step.held--
              }
            }
          }
        }
      }
      await at("before")
      const result = await part(...args)
      await at("after")
      return result
    }

  const wrapMethod = <Args extends unknown[]>(
    target: object,
    method: string,
    toCartIds: (...args: Args) => (string | null | undefined)[],
    toPoints: (cartId: string, ...args: Args) => Points
  ) => {
    const methods = target as Record<
      string,
      (...args: Args) => Promise<unknown>
    >
    const part = methods[method]!.bind(target)
    methods[method] = around(part, toCartIds, toPoints)
  }

  const watchMethod = <Args extends unknown[]>(
    target: object,
    method: string,
    onDone: (...args: Args) => void
  ) => {
    const methods = target as Record<
      string,
      (...args: Args) => Promise<unknown>
    >
    const part = methods[method]!.bind(target)
    methods[method] = async (...args) => {
      const result = await part(...args)
      onDone(...args)
      return result
    }
  }

  const handlers = WorkflowManager.getWorkflow(completeCartWorkflowId)!
    .handlers_ as unknown as Map<string, Steps[string]>
  const unwrapped = [...handlers]
  const wrapStep = (
    step: string,
    type: "invoke" | "compensate",
    points: Points,
    watch: (args: StepArguments, isOver: boolean) => void = () => {}
  ) => {
    const handler = handlers.get(step)!
    const part = handler[type] as unknown as (
      args: StepArguments
    ) => Promise<unknown>
    const watched = async (args: StepArguments) => {
      watch(args, false)
      const run = { type, held: 0 }
      const result = await running.run(run, async () => await part(args))
      // A checkout does not wait for ever for the plugin: a step that went on without what
      // is held ends here, as its process is as good as dead.
      if (run.held) {
        await new Promise<never>(() => {})
      }
      watch({ ...args, invoke: { ...args.invoke, [step]: result! } }, true)
      return result
    }
    handlers.set(step, {
      ...handler,
      [type]: around(
        watched,
        ({ payload }) => [payload.id],
        () => points
      ),
    })
  }

  const orderOf = ({ invoke }: StepArguments): string | undefined =>
    (
      invoke["create-orders"]?.output?.output as { id: string }[] | undefined
    )?.[0]?.id
  const note = (step: JournaledStep["step"], args: StepArguments) => {
    const order_id = orderOf(args)
    if (order_id) {
      journal({ step, order_id, cart_id: args.payload.id })
    }
  }

  // The plugin's first write and its revert guard are part of this step: what is between
  // core's work and theirs is found at the services that they call.
  wrapStep("create-orders", "invoke", {}, (args, isOver) => {
    const { eventGroupId } = args.transaction.getFlow().metadata ?? {}
    if (!isOver && eventGroupId) {
      cartOfGroup.set(eventGroupId, args.payload.id)
    }
  })
  wrapStep("create-orders", "compensate", { before: ["before-delete"] })
  wrapMethod(
    container.resolve(Modules.ORDER),
    "deleteOrders",
    (ids: string[]) => ids.map((id) => cartOfOrder.get(id)),
    () => ({ after: ["after-delete"] })
  )
  wrapStep("authorize-payment-session-step", "invoke", {
    before: ["before-authorize"],
    after: ["after-authorize"],
  })
  wrapStep("orderCreated", "invoke", {}, (args, isOver) => {
    if (isOver) {
      note("orderCreated", args)
    }
  })
  wrapStep("finalize-order", "invoke", { after: ["after-last-step"] })

  type Order = { order_id: string; cart_id: string | null }
  const service = container.resolve<object>(ORDER_FINALIZATION_MODULE)
  const ofOrder = (order: Order) => [order.cart_id]
  const ofCreatedOrder = ({ order_id, cart_id }: Order) => {
    cartOfOrder.set(order_id, cart_id!)
    journal({ step: "create-orders", order_id, cart_id: cart_id! })
    return [cart_id]
  }
  // What is no part of a run, such as the audit, writes the same: it reaches no point of it.
  wrapMethod(service, "trackOrder", ofCreatedOrder, () =>
    running.getStore()
      ? { before: ["before-track"], after: ["after-track"] }
      : {}
  )
  // The plugin's last step is done once this is written: note it, then reach the trap.
  const staged = (order: Order) => {
    const { order_id, cart_id } = order
    journal({ step: "finalize-order", order_id, cart_id: cart_id! })
  }
  watchMethod(service, "stageOrder", staged)
  wrapMethod(service, "stageOrder", ofOrder, () => ({
    before: ["before-stage"],
    after: ["after-stage"],
  }))
  wrapMethod(
    service,
    "settleStaged",
    (orderId: string) => [cartOfOrder.get(orderId)],
    () => ({ before: ["before-settle"], after: ["after-settle"] })
  )
  wrapMethod(service, "settleOrder", ofOrder, () =>
    running.getStore()?.type === "compensate"
      ? { before: ["before-guard-write"], after: ["after-guard-write"] }
      : { before: ["before-reconcile-write"], after: ["after-reconcile-write"] }
  )

  type Message = { name: string; data?: { cart_id?: string | null } }
  const bus = container.resolve(Modules.EVENT_BUS)
  const messagesOf = (data: Message | Message[], name: string) =>
    [data].flat().filter((message) => message.name === name)
  const wrapEmit = (name: string, points: Points) =>
    wrapMethod(
      bus,
      "emit",
      (data: Message | Message[], ..._: unknown[]) =>
        messagesOf(data, name).map((message) => message.data?.cart_id),
      () => points
    )
  wrapEmit("order.finalized", {
    before: ["before-emit"],
    after: ["after-emit"],
  })
  wrapEmit("order.reverted", {
    before: ["before-revert-emit"],
    after: ["after-revert-emit"],
  })
  type Sent = { id: string; body: string }
  const cartOf = ({ body }: Sent): string => JSON.parse(body).data.cart_id
  const sender = container.resolve(ORDER_FINALIZATION_MODULE).webhookSender
  // Between a request and its answer the client itself says how far it is.
  const cartOfEvent = new Map<string, string>()
  const reachedWithin = new Map<string, Promise<void>>()
  const onBodySent = (message: unknown) => {
    const { headers } = (message as { request: { headers: unknown } }).request
    const id =
      Array.isArray(headers) && headers.find((each) => cartOfEvent.has(each))
    if (id) {
      reachedWithin.set(id, reach("after-webhook-request", cartOfEvent.get(id)))
    }
  }
  subscribe("undici:request:bodySent", onBodySent)
  const send = sender.send.bind(sender)
  sender.send = async (request) => {
    cartOfEvent.set(request.id, cartOf(request))
    const answer = await send(request)
    await reachedWithin.get(request.id)
    return answer
  }
  wrapMethod(
    sender,
    "send",
    (request: Sent) => [cartOf(request)],
    () => ({
      before: ["before-webhook-request"],
      after: ["after-webhook-answer"],
    })
  )
  type Receipt = { data: { cart_id: string | null } }
  const ofReceipt = ({ data }: Receipt) => [data.cart_id]
  wrapMethod(service, "finishWebhookReceipt", ofReceipt, () => ({
    after: ["after-webhook-note"],
  }))
  wrapMethod(service, "failWebhookReceipt", ofReceipt, () => ({
    before: ["before-webhook-failure"],
    after: ["after-webhook-failure"],
  }))
  wrapMethod(
    bus,
    "releaseGroupedEvents",
    (groupId: string) => [cartOfGroup.get(groupId)].filter(Boolean),
    () => ({ before: ["before-release"], after: ["after-release"] })
  )
  return () => {
    unsubscribe("undici:request:bodySent", onBodySent)
    unwrapped.forEach(([step, handler]) => handlers.set(step, handler))
  }
}
