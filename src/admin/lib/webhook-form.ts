import type { Json } from "../../api/json"
import type { AdminCreateOrderWebhookType } from "../../api/admin/order-webhooks/validators"
import { OrderFinalizationEvents } from "../../modules/order-finalization/types"
import type { Webhook } from "./webhooks"

const MAX_IN_FLIGHT = 20

/** A webhook as a person writes it. */
export type WebhookForm = Required<
  Pick<AdminCreateOrderWebhookType, "url" | "events" | "format">
> & {
  description: string
  /** A header a line, "name: value". */
  headers: string
  /** Whether none of the headers that are there is to stay. */
  dropsHeaders: boolean
  max_in_flight: string
}

export const toForm = (webhook: Json<Webhook> | null): WebhookForm => ({
  url: webhook?.url ?? "",
  description: webhook?.description ?? "",
  events: webhook?.events ?? Object.values(OrderFinalizationEvents),
  format: webhook?.format ?? "standard",
  // Their values are never given out: what is written here takes the place of all.
  headers: "",
  dropsHeaders: false,
  max_in_flight: String(webhook?.max_in_flight ?? MAX_IN_FLIGHT),
})

/** What the route takes; headers that nobody has written or dropped stay as they are. */
export function fromForm(form: WebhookForm): AdminCreateOrderWebhookType {
  const { url, description, events, format, headers, max_in_flight } = form
  return {
    url: url.trim(),
    description: description.trim() || null,
    events,
    format,
    max_in_flight: Number(max_in_flight),
    ...((form.dropsHeaders || headers.trim()) && {
      headers: toHeaders(form.dropsHeaders ? "" : headers),
    }),
  }
}

const toHeaders = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split("\n")
      .filter((line) => line.trim())
      .map((line) => {
        const [name = "", ...value] = line.split(":")
        return [name.trim(), value.join(":").trim()]
      })
  )
