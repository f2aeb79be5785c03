import { OrderFinalizationEvents } from "../../src"
import type { Played } from "./play"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

/** `#3`, as people call an order. */
const nameOf = ({ seen }: Played) => `#${seen.display_id ?? "?"}`

/** What a system does that listens to core's event alone. */
export const beliefOfPlaced = (played: Played): string =>
  played.seen.placed
    ? Array(played.seen.placed)
        .fill(`paid order ${nameOf(played)}: ship it`)
        .join("\n")
    : "nothing"

/** What a system does that listens to the plugin's two events. */
export const beliefOfFinalized = (played: Played): string => {
  const name = nameOf(played)
  const lines = played.events.flatMap((event) => {
    if (event.name === FINALIZED) {
      return [`paid order ${name}: ship it (${event.data.payment.status})`]
    }
    return event.name === REVERTED
      ? [
          event.data.was_finalized
            ? `order ${name} is undone: stop it`
            : `order ${name} is undone, never was final`,
        ]
      : []
  })
  return lines.join("\n") || "nothing"
}

const PROVIDER = {
  nothing: "no money",
  authorized: "money held",
  captured: "money taken",
  canceled: "hold cancelled",
}

/** What the database and the payment provider's ledger say. */
export const truthOf = (played: Played): string => {
  const { order, payment, record, provider } = played.seen
  const standing =
    order === "there"
      ? `order ${nameOf(played)} is there, payment ${payment}`
      : `no order ${nameOf(played)}`
  return `${standing}; record ${record}\nprovider: ${PROVIDER[provider]}`
}
