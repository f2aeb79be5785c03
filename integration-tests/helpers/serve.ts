import "./quiet"
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { container } from "@medusajs/framework"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import { kebabCase, Modules } from "@medusajs/framework/utils"
import { processOnce } from "../../src"
import { keepCoreWorkflow } from "../bench/extension-switch"
import type { AppOptions } from "./app"
import { startBackend } from "./backend"
import { appendLine } from "./json-lines"
import type { JournaledWork } from "./journal"
import { createTraps, type Trap, type Traps } from "./kill-points"
import { wrapParts } from "./wrap-parts"

/**
 * A backend in a process of its own, that its parent can kill: forked with its options
 * as JSON, it sends its URL when it is ready, takes traps, and ends with its parent.
 */

export type ServeOptions = Pick<
  AppOptions,
  "databaseUrl" | "redisUrl" | "redisPrefix" | "pluginOptions"
> & {
  eventsFile: string
  stepsFile: string
  handledFile: string
  /** Consumers of `processOnce` that write down what they are handed. @default none */
  consumers?: string[]
  /** Core's own complete-cart, for comparison. @default false */
  isCoreAlone?: boolean
}

export type ServeMessage = { url: string } | { held: Trap } | { error: string }

const EVENTS = ["order.placed", "order.finalized", "order.reverted"]

const send = (message: ServeMessage) => void process.send?.(message)

/** Once all is loaded, before a worker takes what an earlier process has left. */
const beforeStart = (prepare: () => void) => {
  const start = MedusaModule.onApplicationStart
  MedusaModule.onApplicationStart = async (...args) => {
    prepare()
    await start.apply(MedusaModule, args)
  }
}

/** Registers a consumer as a subscriber file does. */
const consume = (
  bus: IEventBusModuleService,
  consumer: string,
  { reach }: Traps,
  write: (line: JournaledWork) => void
) => {
  const subscriber = processOnce(consumer, async ({ event }) => {
    const { name, data } = event
    const work = { consumer, name, event_id: data.event_id, order_id: data.id }
    write({ ...work, is_done: false })
    await reach("in-handler", data.cart_id)
    write({ ...work, is_done: true })
  })
  for (const name of EVENTS.slice(1)) {
    const deliver = async (event: object) =>
      await subscriber({ event: { name, ...event }, container } as never)
    const subscriberId = kebabCase(subscriber.name)
    bus.subscribe(name, deliver, { subscriberId })
  }
}

const serve = async ({
  eventsFile,
  stepsFile,
  handledFile,
  consumers = [],
  isCoreAlone = false,
  ...options
}: ServeOptions) => {
  const traps = createTraps((held) => send({ held }))
  process.on("message", (trap: Trap) => traps.set(trap))

  const beforeLoad = () => {
    const switchTo = isCoreAlone ? keepCoreWorkflow() : null
    beforeStart(() => {
      switchTo?.("without")
      const bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
      for (const name of EVENTS) {
        const subscriber = async ({ data }: { data: unknown }) =>
          appendLine(eventsFile, { name, data })
        bus.subscribe(name, subscriber, { subscriberId: `journal-${name}` })
      }
      for (const consumer of consumers) {
        consume(bus, consumer, traps, (line) => appendLine(handledFile, line))
      }
      if (!isCoreAlone) {
        wrapParts(container, traps, (line) => appendLine(stepsFile, line))
      }
    })
  }
  const { url } = await startBackend({ ...options, beforeLoad })
  send({ url })
}

if (require.main === module) {
  // Nobody would kill it any more.
  process.once("disconnect", () => process.exit())
  serve(JSON.parse(process.argv[2]!)).catch((error) => {
    send({ error: error.stack })
    process.exitCode = 1
  })
}
