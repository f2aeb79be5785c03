import { isDeepStrictEqual } from "util"
import { OrderFinalizationEvents } from "../../src"
import type { Checkout } from "../helpers/shop/checkout"
import type { HeardEvent } from "../helpers/watch/listener"
import { waitFor } from "../helpers/watch/wait-for"
import { prepareCheckout, type Case, type Expectation } from "./cases"
import type { Stage } from "./stage"
import { readTruth, type OrderName } from "./truth"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

/** What came of a case. */
export type Played = {
  seen: Expectation & OrderName
  events: HeardEvent[]
  isAsPromised: boolean
}

/** Plays a case through, and looks until it is as promised or long enough has passed. */
export const play = async (stage: Stage, act: Case): Promise<Played> => {
  const { listener } = stage
  const first = listener.events.length
  const checkout = await prepareCheckout(stage, act)
  const answer = await act.run(stage, checkout)

  const look = async (): Promise<Played> => {
    const events = listener.events.slice(first)
    const seen = await observe(stage, checkout, events, answer)
    const { order_id: _, display_id: __, ...facts } = seen
    return {
      seen,
      events,
      isAsPromised: isDeepStrictEqual(facts, act.expected),
    }
  }
  await waitFor(async () => (await look()).isAsPromised, {
    timeout: 8_000,
  }).catch(() => undefined)
  // What comes too much must have had the time to come.
  await listener.fence()
  return await look()
}

const observe = async (
  { backend }: Stage,
  checkout: Checkout,
  events: HeardEvent[],
  answer: Expectation["answer"]
): Promise<Played["seen"]> => ({
  placed: events.filter(({ name }) => name === "order.placed").length,
  events: events
    .filter(({ name }) => name === FINALIZED || name === REVERTED)
    .map(describe),
  answer,
  ...(await readTruth(backend, checkout)),
})

const describe = ({ name, data }: HeardEvent): string =>
  name === REVERTED
    ? `${name} ${data.reason.code}${data.was_finalized ? " was_finalized" : ""}`
    : name
