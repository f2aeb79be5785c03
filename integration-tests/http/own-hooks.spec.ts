// Straight from the packages, as many backends import them: the plugin goes by the
// framework, and both must meet the same complete-cart workflow.
/* eslint-disable @medusajs/import-from-framework-not-internal */
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/utils"
import { StepResponse } from "@medusajs/workflows-sdk"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { getOrder, retrieveRecord } from "../helpers/shop/order"

type HookInput = Record<string, unknown>
type Hook = (
  handler: (
    input: HookInput,
    context: { container: { resolve(key: string): unknown } }
  ) => Promise<unknown>
) => void

/** Core 2.21.2 has more hooks than it has types for. */
const hooks = completeCartWorkflow.hooks as unknown as Record<string, Hook>

const calls: { hook: string; input: HookInput; hasQuery: boolean }[] = []
const throwing = { hook: "", message: "" }

const handle = (hook: string) =>
  hooks[hook]!(async (input, { container }) => {
    const hasQuery = !!container.resolve(ContainerRegistrationKeys.QUERY)
    calls.push({ hook, input, hasQuery })
    if (throwing.hook === hook) {
      throw new MedusaError(MedusaError.Types.INVALID_DATA, throwing.message)
    }
    return new StepResponse(undefined)
  })

describeOnEngine(
  "A backend with its own handlers on every hook of complete-cart",
  (context) => {
    let listener: Listener

    beforeAll(() => {
      // The last one after the boot: what loads first must not matter.
      handle("orderCreated")
      listener = listen(context.backend, [
        "order.placed",
        "order.finalized",
        "order.reverted",
      ])
    })
    beforeEach(() => {
      calls.length = 0
      throwing.hook = ""
    })

    it("knows every hook that there is", () => {
      expect(Object.keys(hooks)).toEqual([
        "validate",
        "beforePaymentAuthorization",
        "orderCreated",
      ])
    })

    it("boots, its handlers are called once, and the order is finalized once", async () => {
      const { cart_id } = await readyCart(context.backend)
      const { status, data } = await completeCart(context.backend, cart_id)
      expect(status).toBe(200)
      const { id } = data.order
      await listener.until(() => listener.of(id, "order.finalized").length > 0)
      await listener.fence()

      expect(calls).toEqual([
        {
          hook: "validate",
          input: { input: { id: cart_id }, cart: expect.anything() },
          hasQuery: true,
        },
        {
          hook: "beforePaymentAuthorization",
          input: { input: { id: cart_id } },
          hasQuery: true,
        },
        {
          hook: "orderCreated",
          input: { order_id: id, cart_id },
          hasQuery: true,
        },
      ])
      expect(listener.of(id, "order.finalized")).toHaveLength(1)
      expect(listener.of(id, "order.placed")).toHaveLength(1)
    })

    it("calls `validate` alone when the cart is completed again, without a second event", async () => {
      const { cart_id } = await readyCart(context.backend)
      const { order } = (await completeCart(context.backend, cart_id)).data
      const isFinal = () => listener.of(order.id, "order.finalized").length > 0
      await listener.until(isFinal)
      calls.length = 0

      const again = await completeCart(context.backend, cart_id)
      await listener.fence()
      expect(again.data.order.id).toBe(order.id)
      expect(calls.map(({ hook }) => hook)).toEqual(["validate"])
      expect(listener.of(order.id, "order.finalized")).toHaveLength(1)
      expect(listener.of(order.id, "order.reverted")).toEqual([])
    })

    it.each(["beforePaymentAuthorization", "orderCreated"])(
      "reverts the order whose %s handler throws, and names that hook",
      async (hook) => {
        Object.assign(throwing, { hook, message: "The ERP says no" })
        const before = listener.events.length
        const { cart_id } = await readyCart(context.backend)
        const { data } = await completeCart(context.backend, cart_id)
        expect(data.order).toBeUndefined()
        await listener.until(() => listener.events.length > before)
        await listener.fence()

        const [reverted, ...more] = listener.events.slice(before)
        expect(more).toEqual([])
        expect(reverted).toMatchObject({
          name: "order.reverted",
          data: {
            cart_id,
            was_finalized: false,
            reason: {
              code: "workflow_failed",
              step: hook,
            },
          },
        })
        const { id } = reverted!.data
        expect(await getOrder(context.backend, id)).toBeNull()
        expect(await retrieveRecord(context.backend, id)).toMatchObject({
          status: "reverted",
          reason: { message: "The ERP says no" },
        })
      }
    )

    it("says nothing of a cart that its `validate` refuses: there was no order", async () => {
      Object.assign(throwing, { hook: "validate", message: "Not today" })
      const before = listener.events.length
      const { cart_id } = await readyCart(context.backend)
      const { data } = await completeCart(context.backend, cart_id)
      await listener.fence()

      expect(data.order).toBeUndefined()
      expect(listener.events.slice(before)).toEqual([])
    })
  },
  {
    beforeLoad: () => {
      handle("validate")
      handle("beforePaymentAuthorization")
    },
  }
)
