/** Where a backend can be made to die, along the way of an order. */
export const KILL_POINTS = [
  // Between the order's creation and the plugin's first write.
  "before-track",
  "after-track",
  "before-authorize",
  // The customer's money is held; nothing of the plugin says so yet.
  "after-authorize",
  "before-stage",
  "after-stage",
  // All steps are done, but the run is not yet saved as done.
  "after-last-step",
  // The run is saved as done, its events are not yet released.
  "before-release",
  "after-release",
  "before-settle",
  // The event is due and claimed.
  "after-settle",
  "before-emit",
  // The bus has the event, the outbox does not know.
  "after-emit",
  // The receipt of a webhook is claimed, nothing is sent.
  "before-webhook-request",
  // All of it is sent, and no answer has come.
  "after-webhook-request",
  // The receiver has the event, and its receipt does not say so.
  "after-webhook-answer",
  // Its receipt says so.
  "after-webhook-note",
  // The receiver has refused it, and nothing says so yet.
  "before-webhook-failure",
  "after-webhook-failure",
  // In the compensation: the order still stands.
  "before-delete",
  // The order is gone, and its revert is not recorded.
  "after-delete",
  "before-guard-write",
  "after-guard-write",
  "before-revert-emit",
  "after-revert-emit",
  // In reconciliation: the record is claimed, its outcome is not written.
  "before-reconcile-write",
  // The event is due, nobody has claimed it.
  "after-reconcile-write",
] as const

export type KillPoint = (typeof KILL_POINTS)[number]

/** Those on an event's way to a webhook. */
export const WEBHOOK_POINTS = KILL_POINTS.filter((point) =>
  point.includes("-webhook-")
)

/** What a receiver says to the first request for an event that comes to such a point. */
export const FIRST_ANSWERS: Partial<Record<KillPoint, number | "nothing">> = {
  "after-webhook-request": "nothing",
  "before-webhook-failure": 500,
  "after-webhook-failure": 500,
}

/**
 * What happens when a cart's order first comes to a point: the process dies there, or
 * the order is held there for good, so that others can be led to their points before
 * the process is killed with all of them.
 */
export type Trap = {
  /**
   * One of those, or in the handler of the backend's consumer, between a recipe's work and
   * its receipt, or in the gate.
   */
  point: KillPoint | "in-handler" | "before-receipt" | "in-gate"
  /** @default whichever cart comes first */
  cart_id?: string
  action: "kill" | "hold"
}

export type Traps = {
  set(trap: Trap): void
  /** Goes on, unless a trap is set here for this cart. */
  reach(point: Trap["point"], cartId: string | null | undefined): Promise<void>
}

const FOREVER = new Promise<never>(() => {})

/** The traps of this process. `onHeld` hears of each that has caught its order. */
export const createTraps = (onHeld: (trap: Trap) => void): Traps => {
  const traps: Trap[] = []
  return {
    set: (trap) => void traps.push(trap),
    reach: async (point, cartId) => {
      const index = traps.findIndex(
        (trap) =>
          trap.point === point && (!trap.cart_id || trap.cart_id === cartId)
      )
      const [trap] = index < 0 ? [] : traps.splice(index, 1)
      if (!trap) {
        return
      }
      if (trap.action === "kill") {
        process.kill(process.pid, "SIGKILL")
      }
      onHeld(trap)
      await FOREVER
    },
  }
}
