import type {
  IEventBusModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { kebabCase, Modules } from "@medusajs/framework/utils"
import { OrderFinalizationEvents } from "../../../src"

/** What a subscriber file exports. */
type Subscriber = (args: never) => Promise<void>

type Options = {
  /** Which events it listens to. @default both */
  names?: string[]
  /** @default the container's */
  bus?: IEventBusModuleService
  /** What the bus calls for each. @default the subscriber itself */
  deliver?: (args: never) => Promise<void>
}

/** As core subscribes a file whose default export is made by `processOnce`. */
export const subscribeConsumer = (
  container: MedusaContainer,
  subscriber: Subscriber,
  {
    names = Object.values(OrderFinalizationEvents),
    bus = container.resolve(Modules.EVENT_BUS),
    deliver = async (args) => await subscriber(args),
  }: Options = {}
) => {
  const subscriberId = kebabCase(subscriber.name)
  for (const name of names) {
    bus.subscribe(
      name,
      async (event: object) =>
        await deliver({
          event: { name, ...event },
          container,
          pluginOptions: {},
        } as never),
      { subscriberId }
    )
  }
}
