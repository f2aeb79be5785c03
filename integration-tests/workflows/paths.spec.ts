import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import type { Backend } from "../helpers/backend/backend"
import { completeCart, sendWebhook } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import {
  callingParentWorkflow,
  nestingParentWorkflow,
} from "../helpers/shop/parent-workflows"

type Path = (backend: Backend, cartId: string) => Promise<{ id: string }>

/** Every path into complete-cart; each gives the order. */
const PATHS: Record<string, Path> = {
  "the store route": async (backend, cartId) => {
    const { data } = await completeCart(backend, cartId)
    return data.order
  },
  "completeCartWorkflow(container).run()": async ({ container }, id) => {
    const { result } = await completeCartWorkflow(container).run({
      input: { id },
    })
    return result
  },
  "completeCartWorkflow.run({ container })": async ({ container }, id) => {
    const { result } = await completeCartWorkflow.run({
      input: { id },
      container,
    })
    return result
  },
  "completeCartWorkflow.runAsStep() in a parent": async (
    { container },
    cart_id
  ) => {
    const { result } = await nestingParentWorkflow(container).run({
      input: { cart_id, fails: false },
    })
    return result
  },
  "run() within a parent's step": async ({ container }, cart_id) => {
    const { result } = await callingParentWorkflow(container).run({
      input: { cart_id, fails: false },
    })
    return result
  },
  "the workflow engine's run()": async ({ container }, id) => {
    const { result } = await container
      .resolve(Modules.WORKFLOW_ENGINE)
      .run("complete-cart", { input: { id } })
    return result as { id: string }
  },
}

describeOnEngine("Every path into complete-cart", (context) => {
  let listener: Listener

  beforeAll(() => {
    listener = listen(context.backend, ["order.finalized", "order.reverted"])
  })
  afterAll(() => listener.stop())

  const expectFinalizedOnce = async (orderId: string) => {
    await listener.until(() => listener.of(orderId).length > 0)
    await listener.fence()
    const names = listener.of(orderId).map(({ name }) => name)
    expect(names).toEqual(["order.finalized"])
  }

  it.each(Object.keys(PATHS))(
    "finalizes an authorized order once by way of %s",
    async (name) => {
      const { cart_id } = await readyCart(context.backend)
      const { id } = await PATHS[name]!(context.backend, cart_id)
      await expectFinalizedOnce(id)
    }
  )

  it.each(Object.keys(PATHS).filter((name) => name !== "the store route"))(
    "reverts a refused order once by way of %s",
    async (name) => {
      const before = listener.events.length
      const { cart_id } = await readyCart(context.backend, {
        outcome: "error",
      })
      // The engine hands on the serialised error, which is no Error any more.
      await expect(
        PATHS[name]!(context.backend, cart_id)
      ).rejects.toMatchObject({ message: expect.stringMatching(/authoriz/) })
      await listener.until(() => listener.events.length > before)
      await listener.fence()
      expect(listener.events.slice(before)).toMatchObject([
        {
          name: "order.reverted",
          data: { cart_id, was_finalized: false, sequence: 1 },
        },
      ])
    }
  )

  it("finalizes an order once that the payment webhook completes", async () => {
    const { backend } = context
    const { cart_id, payment_session_id } = await readyCart(backend)
    await sendWebhook(backend, {
      action: "authorized",
      session_id: payment_session_id!,
      amount: 20,
    })
    await listener.until((events) =>
      events.some(({ data }) => data.cart_id === cart_id)
    )
    const [event] = listener.events.filter(
      ({ data }) => data.cart_id === cart_id
    )
    await expectFinalizedOnce(event!.data.id)
  })

  it("finalizes once a cart that is completed again, and five times at once", async () => {
    const { backend } = context
    const { cart_id } = await readyCart(backend)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => completeCart(backend, cart_id))
    )
    const ids = answers.flatMap(({ data }) => data.order?.id ?? [])
    expect(new Set(ids).size).toBe(1)
    await expectFinalizedOnce(ids[0])

    const { data } = await completeCart(backend, cart_id)
    expect(data.order.id).toBe(ids[0])
    await expectFinalizedOnce(ids[0])
  })
})
