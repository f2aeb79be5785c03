import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { handleOrderCreated } from "../helpers/faults/order-created-hook"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { getOrder, retrieveRecord } from "../helpers/shop/order"
import { waitFor } from "../helpers/watch/wait-for"

/** What the engine's types leave open of a running transaction. */
type RunningTransaction = {
  getFlow(): {
    steps: Record<
      string,
      { id: string; next: string[]; invoke: { state: string } }
    >
  }
}

const failInHook = async () => {
  throw new Error(
    "No slot for ada@example.com, card 4242 4242 4242 4242\nat secret"
  )
}

describeOnEngine("a step that fails after the order's creation", (context) => {
  let listener: Listener

  beforeAll(() => {
    listener = listen(context.backend, ["order.finalized", "order.reverted"])
  })
  afterAll(() => listener.stop())
  afterEach(() => {
    handleOrderCreated()
    jest.restoreAllMocks()
  })

  const expectReverted = async (
    cart_id: string,
    step: string,
    message = expect.any(String)
  ) => {
    const { backend } = context
    const { data } = await completeCart(backend, cart_id)
    expect(data.order).toBeUndefined()

    const ofCart = () =>
      listener.events.filter((event) => event.data.cart_id === cart_id)
    await listener.until(() => ofCart().length > 0)
    await listener.fence()
    expect(ofCart()).toMatchObject([
      {
        name: "order.reverted",
        data: {
          sequence: 1,
          was_finalized: false,
          reason: { code: "workflow_failed", step },
        },
      },
    ])
    const { id, reason } = ofCart()[0]!.data
    expect(reason).not.toHaveProperty("message")
    expect(await getOrder(backend, id)).toBeNull()
    expect(await retrieveRecord(backend, id)).toMatchObject({
      reason: { code: "workflow_failed", step, message },
    })
  }

  /**
   * Waits for the steps that run beside this one. While they end the engine may fail to
   * save the run, and the run then dies with its order standing (Medusa 2.21.2): that
   * is another case.
   */
  const siblingsOf = async (action: string, order_id: string) => {
    const { container } = context.backend
    const { workflow_id, transaction_id } = await retrieveRecord(
      context.backend,
      order_id
    )
    const engine = container.resolve(Modules.WORKFLOW_ENGINE)
    await waitFor(
      async () => {
        const run = (await engine.getRunningTransaction(
          workflow_id!,
          transaction_id!
        )) as RunningTransaction
        const steps = Object.values(run.getFlow().steps)
        const parent = steps.find(({ next }) =>
          next.some((id) => id.endsWith(`.${action}`))
        )!
        return steps
          .filter(({ id }) => parent.next.includes(id))
          .every(
            ({ id, invoke }) =>
              invoke.state === "done" || id.endsWith(`.${action}`)
          )
      },
      { message: `the steps beside ${action}` }
    )
  }

  it("reverts once when the inventory runs out", async () => {
    const { backend } = context
    const items = [{ variant_id: backend.seed.variants.single, quantity: 1 }]
    const sold = await readyCart(backend, { items })
    const late = await readyCart(backend, { items })
    const { data } = await completeCart(backend, sold.cart_id)
    expect(data.order.id).toMatch(/^order_/)
    await expectReverted(late.cart_id, "reserve-inventory-step")
  })

  it("reverts once when the order's links cannot be created", async () => {
    const link = context.backend.container.resolve(
      ContainerRegistrationKeys.LINK
    )
    const create = link.create.bind(link)
    jest.spyOn(link, "create").mockImplementation(async (links) => {
      const ofOrder = [links].flat().find((each) => Modules.ORDER in each)
      if (ofOrder) {
        await siblingsOf(
          "create-remote-links",
          ofOrder[Modules.ORDER]!.order_id
        )
        throw new Error("The link table is locked")
      }
      return await create(links)
    })
    const { cart_id } = await readyCart(context.backend)
    await expectReverted(cart_id, "create-remote-links")
  })

  it("reverts once when the backend's own hook handler throws, without card or personal data", async () => {
    handleOrderCreated(failInHook)
    const { cart_id } = await readyCart(context.backend)
    await expectReverted(
      cart_id,
      "orderCreated",
      "No slot for [redacted], card [redacted]"
    )
  })
})
