import * as path from "path"
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import type {
  IEventBusModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { dynamicImport, kebabCase, Modules } from "@medusajs/framework/utils"
import { ROOT } from "./root"

type SubscriberFile = {
  default: (args: SubscriberArgs) => Promise<void>
  config: SubscriberConfig
}

/** Subscribes a file of `src/recipes`, as core does with one of `src/subscribers`. */
export const loadRecipe = async (
  container: MedusaContainer,
  name: string
): Promise<void> => {
  const file: SubscriberFile = await dynamicImport(
    path.join(ROOT, "src/recipes", `${name}.ts`)
  )
  const bus = container.resolve(Modules.EVENT_BUS) as IEventBusModuleService
  for (const event of [file.config.event].flat()) {
    bus.subscribe(
      event,
      async (message: object) =>
        await file.default({
          event: { name: event, ...message },
          container,
          pluginOptions: {},
        } as SubscriberArgs),
      { subscriberId: kebabCase(file.default.name) }
    )
  }
}
