import type { EventBusTypes, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { JournaledStep } from "../helpers/watch/journal"
import type { KillPoint } from "../helpers/faults/kill-points"
import { wrapParts } from "../helpers/faults/wrap-parts"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import type { BadAction } from "./notice"
import { RUN_FINISHED_EVENT } from "../../src/modules/order-finalization/wake-up"

/**
 * Points within the run of the caller. A run is stopped there by never going on: its row
 * stays unfinished, nothing compensates, its event group is never released. That is what
 * a killed process leaves in the database; real kills take seconds, and the crash suite
 * has them.
 */
export const RUN_POINTS = [
  "before-track",
  "after-track",
  "before-authorize",
  "after-authorize",
  "before-stage",
  "after-stage",
  "after-last-step",
  "before-release",
  "after-release",
  "before-delete",
  "after-delete",
  "before-guard-write",
  "after-guard-write",
] as const satisfies KillPoint[]

/**
 * Points within a subscriber or a job. To stand still there would hold up the worker of
 * the Redis bus: the part fails instead, and what would be written about that is not.
 */
export const RELAY_POINTS = [
  "before-settle",
  "after-settle",
  "before-emit",
  "after-emit",
  "before-revert-emit",
  "after-revert-emit",
  "before-reconcile-write",
  "after-reconcile-write",
] as const satisfies KillPoint[]

/** The plugin's own writes. "after" has written, and is told that it failed. */
export const WRITE_POINTS = [
  "before-track",
  "after-track",
  "before-stage",
  "after-stage",
  "before-settle",
  "before-guard-write",
  "before-reconcile-write",
  "before-emit",
] as const satisfies KillPoint[]

export type Trouble =
  | { kind: "crash" | "fail"; point: KillPoint }
  | { kind: "lose_wake_up" }
  | { kind: "notice"; point: KillPoint; action: BadAction; isStale: boolean }

type Armed = Trouble & {
  onStopped?: (point: KillPoint) => void
  onNotice?: (action: BadAction, isStale: boolean) => Promise<void>
}

const KILLED = "The process was killed, as far as this test can"
const FULL_DISK = "The disk of this test is full"
const isRunPoint = (point: KillPoint) =>
  (RUN_POINTS as readonly KillPoint[]).includes(point)

/** Wraps the parts of a running backend, so that each cart can meet one trouble. */
export const createTroubles = (
  container: MedusaContainer,
  journal: (line: JournaledStep) => void
) => {
  const armed = new Map<string, Armed>()

  const reach = async (point: KillPoint, cartId: string | null | undefined) => {
    const trouble = armed.get(cartId ?? "")
    if (!trouble || trouble.kind === "lose_wake_up") {
      return
    }
    if (trouble.point !== point) {
      return
    }
    armed.delete(cartId!)
    if (trouble.kind === "notice") {
      await trouble.onNotice?.(trouble.action, trouble.isStale).catch(() => {})
      return
    }
    if (trouble.kind === "fail") {
      throw new Error(FULL_DISK)
    }
    if (!isRunPoint(point)) {
      throw new Error(KILLED)
    }
    trouble.onStopped?.(point)
    await new Promise(() => {})
  }
  const unwrap = wrapParts(container, { set: () => {}, reach }, journal)

  const service = container.resolve<{
    postponeEvents(ids: string[], error: string): Promise<void>
  }>(ORDER_FINALIZATION_MODULE)
  const postpone = service.postponeEvents.bind(service)
  service.postponeEvents = async (ids, error) => {
    if (error !== KILLED) {
      await postpone(ids, error)
    }
  }

  // The local bus logs the errors of its subscribers, whatever the log's level.
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const loggerError = logger.error
  const logError = loggerError.bind(logger)
  logger.error = (error, ...more) => {
    const { message } = Object(error) as { message?: string }
    if (message !== KILLED && message !== FULL_DISK) {
      logError(error, ...more)
    }
  }

  const bus = container.resolve(Modules.EVENT_BUS)
  const emit = bus.emit.bind(bus) as (...args: unknown[]) => Promise<void>
  bus.emit = async (data: unknown, ...options: unknown[]) => {
    const { name, data: order } = data as EventBusTypes.Message<{
      cart_id?: string
    }>
    const cartId = name === RUN_FINISHED_EVENT ? (order.cart_id ?? "") : ""
    if (armed.get(cartId)?.kind === "lose_wake_up") {
      armed.delete(cartId)
      return
    }
    await emit(data, ...options)
  }

  return {
    /** Until it was met, or the next one is armed. */
    arm: (cartId: string, trouble: Armed) => void armed.set(cartId, trouble),
    disarm: (cartId: string) => void armed.delete(cartId),
    /** Gives back what is the process's; the rest goes with the backend. */
    remove: () => {
      unwrap()
      logger.error = loggerError
    },
  }
}
