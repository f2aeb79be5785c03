import { type Answer, type Call, type StandIn, startStandIn } from "./stand-in"

export type HubspotOrder = { id: string; properties: Record<string, string> }

export type StandInHubspot = StandIn & {
  /** By the value of the unique property that is ours. */
  orders: Map<string, HubspotOrder>
}

const ID_PROPERTY = "medusa_order_id"

/** Of HubSpot's own, and those that the recipe asks for. */
const PROPERTIES = [
  "hs_order_name",
  "hs_currency_code",
  "hs_total_price",
  "medusa_reverted_at",
  "medusa_reverted_reason",
]

/** As HubSpot words its refusals. */
export const refusal = (
  status: number,
  category: string,
  more: Record<string, unknown> = {}
): Answer => ({
  status,
  body: {
    status: "error",
    category,
    message: `Refused: ${category}`,
    correlationId: "00000000-0000-0000-0000-000000000000",
    ...more,
  },
})

/** What HubSpot answers to a batch; without results if all of it has failed. */
const batch = (status: number, more: Record<string, unknown>): Answer => {
  const now = new Date().toISOString()
  return {
    status,
    body: { status: "COMPLETE", startedAt: now, completedAt: now, ...more },
  }
}

/** Every input refused, which HubSpot calls a success in part. */
export const refusedBatch = (category: string): Answer =>
  batch(207, {
    results: [],
    numErrors: 1,
    errors: [{ status: "error", category, message: "Refused", context: {} }],
  })

/** The upsert of CRM objects as in HubSpot's API, version 3, for one object type. */
export const startHubspot = async (token: string): Promise<StandInHubspot> => {
  const orders = new Map<string, HubspotOrder>()

  const upsert = (input: Call["body"]) => {
    const before = orders.get(input.id)
    const now = new Date().toISOString()
    const order = before ?? {
      id: String(1000 + orders.size),
      properties: { [ID_PROPERTY]: input.id },
    }
    Object.assign(order.properties, input.properties)
    orders.set(input.id, order)
    return {
      ...order,
      new: !before,
      archived: false,
      createdAt: now,
      updatedAt: now,
    }
  }

  const isInput = (input: Call["body"]): boolean =>
    input.idProperty === ID_PROPERTY &&
    typeof input.id === "string" &&
    Object.entries(input.properties).every(
      ([name, value]) => PROPERTIES.includes(name) && typeof value === "string"
    )

  const serve = ({ method, path, headers, body }: Call): Answer => {
    if (headers.authorization !== `Bearer ${token}`) {
      return refusal(401, "INVALID_AUTHENTICATION")
    }
    if (method !== "POST" || path !== "/crm/v3/objects/orders/batch/upsert") {
      return refusal(404, "OBJECT_NOT_FOUND")
    }
    if (!body?.inputs?.length || !body.inputs.every(isInput)) {
      return refusal(400, "VALIDATION_ERROR")
    }
    return batch(200, { results: body.inputs.map(upsert) })
  }
  return { ...(await startStandIn(serve)), orders }
}
