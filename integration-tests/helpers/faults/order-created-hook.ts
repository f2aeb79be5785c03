import { completeCartWorkflow } from "@medusajs/medusa/core-flows"

type Handler = () => Promise<void>

/** Core 2.21.2 has this hook, but no type for it. */
const { orderCreated } = completeCartWorkflow.hooks as unknown as {
  orderCreated(handler: Handler): void
}

const passing: Handler = async () => {}
let current = passing
let isBound = false

/**
 * What a backend's own handler of the hook `orderCreated` does from now on; without one,
 * nothing. Core takes one handler for a process, and keeps it.
 */
export const handleOrderCreated = (handler: Handler = passing): void => {
  current = handler
  if (!isBound) {
    isBound = true
    orderCreated(async () => await current())
  }
}
