import { isDeepStrictEqual } from "util"
import { type Answer, type Call, type StandIn, startStandIn } from "./stand-in"

export type ErpOrder = { body: Call["body"]; void_reason: string | null }

export type StandInErp = StandIn & {
  orders: Map<string, ErpOrder>
}

const isOrder = (body: Call["body"]): boolean =>
  typeof body?.id === "string" &&
  typeof body.total === "number" &&
  typeof body.currency_code === "string" &&
  typeof body.shipping_address?.city === "string" &&
  body.items?.length > 0 &&
  body.items.every(
    (item: Call["body"]) =>
      typeof item.variant_sku === "string" &&
      typeof item.quantity === "number" &&
      typeof item.unit_price === "number"
  )

/** An ERP that wants a login and an idempotency key, and replays what it did by that key. */
export const startErp = async (apiKey: string): Promise<StandInErp> => {
  const orders = new Map<string, ErpOrder>()
  const done = new Map<string, { call: Call; answer: Answer }>()

  const work = ({ path, body }: Call): Answer => {
    if (path === "/orders") {
      if (!isOrder(body)) {
        return { status: 422 }
      }
      if (orders.has(body.id)) {
        return { status: 409 }
      }
      orders.set(body.id, { body, void_reason: null })
      return { status: 201 }
    }
    const [, id] = /^\/orders\/([^/]+)\/void$/.exec(path) ?? []
    const order = orders.get(id ?? "")
    if (!order) {
      return { status: 404 }
    }
    if (typeof body?.reason !== "string") {
      return { status: 422 }
    }
    order.void_reason = body.reason
    return { status: 200 }
  }

  const serve = (call: Call): Answer => {
    const key = call.headers["idempotency-key"]
    if (call.headers.authorization !== `Bearer ${apiKey}`) {
      return { status: 401 }
    }
    if (call.method !== "POST") {
      return { status: 405 }
    }
    if (typeof key !== "string") {
      return { status: 400 }
    }
    const before = done.get(key)
    if (before) {
      const isSame =
        before.call.path === call.path &&
        isDeepStrictEqual(before.call.body, call.body)
      return isSame ? before.answer : { status: 422 }
    }
    const answer = work(call)
    if (answer.status < 300) {
      done.set(key, { call, answer })
    }
    return answer
  }
  return { ...(await startStandIn(serve)), orders }
}
