import {
  PROVIDER_NOT_ASKED,
  type Evidence,
} from "../../src/modules/order-finalization/decide"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { describeOnEngine } from "../helpers/backend/engine"
import { Buy } from "./buy"
import { toModelOptions } from "./check-model"
import { comeToRest } from "./come-to-rest"
import { Overdue } from "./pay"
import type { Model } from "./sale"
import { createWorld, type World } from "./world"

/** The evidence of an order for which no money is held, whatever is. */
const withoutMoney = (evidence: Evidence): Evidence => ({
  ...evidence,
  payment: {
    ...evidence.payment,
    authorized_amount: 0,
    captured_amount: 0,
    transaction_ids: [],
    unrecorded_capture_ids: [],
    provider: PROVIDER_NOT_ASKED,
  },
})

describeOnEngine(
  "The model's rules of money",
  (context) => {
    let world: World

    beforeAll(async () => {
      const { backend, engine } = context
      world = await createWorld(engine.databaseUrl, backend, "captured")
    })
    afterAll(() => world.close())

    const service = () =>
      context.backend.container.resolve(ORDER_FINALIZATION_MODULE)

    /** As if the plugin took no notice of what is authorized or captured. */
    const blind = () => {
      const settleOrder = service().settleOrder.bind(service())
      const cancelOrder = service().cancelOrder.bind(service())
      jest
        .spyOn(service(), "settleOrder")
        .mockImplementation((order, evidence, ...more) =>
          settleOrder(order, withoutMoney(evidence), ...more)
        )
      jest
        .spyOn(service(), "cancelOrder")
        .mockImplementation((order, { gather, cancel }, ...more) =>
          cancelOrder(
            order,
            { gather: async () => withoutMoney(await gather()), cancel },
            ...more
          )
        )
    }

    const playOverdue = async (): Promise<string[]> => {
      const model: Model = { sales: [] }
      await new Buy("authorized", "alone", 1, null, null, false).run(
        model,
        world
      )
      await new Overdue(0, null).run(model, world)
      return await comeToRest(world, model.sales)
    }

    it("report nothing of the plugin as it is", async () => {
      expect(await playOverdue()).toEqual([])
    })

    it("report a plugin that cancels an order for which money is held", async () => {
      blind()
      expect(await playOverdue()).toEqual(
        expect.arrayContaining([
          expect.stringContaining(
            "cancelled by the plugin when core held money"
          ),
          expect.stringContaining(
            "cancelled by the plugin when the bank held money"
          ),
        ])
      )
    })
  },
  { pluginOptions: toModelOptions("captured") }
)
