import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { handleOrderCreated } from "../helpers/faults/order-created-hook"
import { listen, type Listener } from "../helpers/watch/listener"
import { getOrder, retrieveRecord } from "../helpers/shop/order"

const REVERTED = "order.reverted"
/** In milliseconds: core's engine may not be able to keep such a run. */
const REPAIR_TIME = 45_000

/** What a step, a hook's handler here, may throw, and what is kept of it. */
const THROWN: [string, () => unknown, unknown][] = [
  [
    "half a surrogate",
    () => new Error("Declined \ud83d by the bank"),
    "Declined  by the bank",
  ],
  [
    "NUL and other control characters",
    () => new Error("Declined\u0000 by\u0007 the bank"),
    "Declined by the bank",
  ],
  ["1 MB", () => new Error("x".repeat(1_000_000)), "x".repeat(500)],
  // Core makes JSON of what is no error.
  ["a string", () => "Declined", '"Declined"'],
  ["a number", () => 402, "402"],
  ["an object without a message", () => ({ code: 402 }), '{"code":402}'],
  [
    "a message that is no string",
    () => Object.assign(new Error(), { message: { code: 402 } }),
    null,
  ],
]

let toThrown: (() => unknown) | undefined

describeOnEngine(
  "A checkout that fails with an odd error",
  (context) => {
    let listener: Listener

    beforeAll(() => {
      listener = listen(context.backend, [REVERTED])
      handleOrderCreated(async () => {
        if (toThrown) {
          throw toThrown()
        }
      })
    })
    afterEach(() => {
      toThrown = undefined
    })
    afterAll(() => {
      listener.stop()
      handleOrderCreated()
    })

    it.each(THROWN)(
      "is recorded as reverted, with valid text: %s",
      async (_, toOddError, message) => {
        const before = listener.events.length
        const { cart_id } = await readyCart(context.backend)
        toThrown = toOddError
        await completeCart(context.backend, cart_id)
        const heard = () => listener.events.slice(before)
        await listener.until(() => heard().length > 0, REPAIR_TIME)
        await listener.fence()

        expect(heard()).toEqual([
          {
            name: REVERTED,
            at: expect.any(Number),
            data: expect.objectContaining({
              cart_id,
              reason: {
                code: "workflow_failed",
                step: "orderCreated",
              },
            }),
          },
        ])
        const { id } = heard()[0]!.data
        expect(await getOrder(context.backend, id)).toBeNull()
        const record = await retrieveRecord(context.backend, id)
        expect(record).toMatchObject({ status: "reverted" })
        expect(record!.reason.message).toEqual(message)
      },
      60_000
    )
  },
  { pluginOptions: { reconcileAfter: "1s" } }
)
