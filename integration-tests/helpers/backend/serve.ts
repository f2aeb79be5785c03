import "./quiet"
import "./resolve-plugin"
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { container } from "@medusajs/framework"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import { Modules } from "@medusajs/framework/utils"
import {
  addFinalizationGate,
  OrderFinalizationEvents,
  processOnce,
  type ProcessOnceHandler,
} from "../../../src"
import { ORDER_FINALIZATION_MODULE } from "../../../src/modules/order-finalization"
import {
  keepCoreWorkflow,
  leaveUntrackedOrders,
} from "../../bench/extension-switch"
import type { AppOptions } from "./app"
import { startBackend } from "./backend"
import { loadRecipe } from "./load-recipe"
import { subscribeConsumer } from "../shop/subscribe-consumer"
import type { JournaledWork } from "../watch/journal"
import { appendLine } from "../watch/json-lines"
import { createTraps, type Trap, type Traps } from "../faults/kill-points"
import { wrapParts } from "../faults/wrap-parts"

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
  /** Set before anything runs; see {@link Trap}. @default none */
  traps?: Trap[]
  /** Consumers of `processOnce` that write down what they are handed. @default none */
  consumers?: string[]
  /** Files of `src/recipes` that it subscribes. @default none */
  recipes?: string[]
  /** Whether there is a gate, which passes unless it is trapped. @default false */
  hasGate?: boolean
  /** Core's own complete-cart, for comparison. @default false */
  isCoreAlone?: boolean
  /**
   * Whether the plugin's events are journaled by `processOnce`, for which deliveries that
   * the bus loses are made up. @default false
   */
  isOnce?: boolean
  /**
   * Whether events and steps are journaled and traps may be set; what is measured is not to
   * pay for that. @default true
   */
  isWatched?: boolean
}

export type ServeMessage = { url: string } | { held: Trap } | { error: string }

type Event = { name: string; data: unknown }

const send = (message: ServeMessage) => void process.send?.(message)

/** Once all is loaded, before a worker takes what an earlier process has left. */
const beforeStart = (prepare: () => Promise<void>) => {
  const start = MedusaModule.onApplicationStart
  MedusaModule.onApplicationStart = async (...args) => {
    await prepare()
    await start.apply(MedusaModule, args)
  }
}

const consume = (
  bus: IEventBusModuleService,
  consumer: string,
  handler: ProcessOnceHandler
) => subscribeConsumer(container, processOnce(consumer, handler), { bus })

/** Writes down when it begins and when it is done: it may die in between. */
const toHandler =
  (
    consumer: string,
    { reach }: Traps,
    write: (line: JournaledWork) => void
  ): ProcessOnceHandler =>
  async ({ event: { name, data } }) => {
    const work = { consumer, name, event_id: data.event_id, order_id: data.id }
    write({ ...work, is_done: false })
    await reach("in-handler", data.cart_id)
    write({ ...work, is_done: true })
  }

type Service = {
  finishReceipt(receipt: { data: { cart_id: string | null } }): Promise<unknown>
}

/** Reaches the trap between a handler's work and its receipt. */
const trapReceipts = ({ reach }: Traps) => {
  const service = container.resolve<Service>(ORDER_FINALIZATION_MODULE)
  const finish = service.finishReceipt.bind(service)
  service.finishReceipt = async (receipt) => {
    await reach("before-receipt", receipt.data.cart_id)
    return await finish(receipt)
  }
}

const serve = async ({
  eventsFile,
  stepsFile,
  handledFile,
  traps: firstTraps = [],
  consumers = [],
  recipes = [],
  hasGate = false,
  isCoreAlone = false,
  isOnce = false,
  isWatched = true,
  ...options
}: ServeOptions) => {
  const traps = createTraps((held) => send({ held }))
  firstTraps.forEach((trap) => traps.set(trap))
  process.on("message", (trap: Trap) => traps.set(trap))

  const beforeLoad = () => {
    const switchTo = isCoreAlone ? keepCoreWorkflow() : null
    beforeStart(async () => {
      switchTo?.("without")
      const bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
      const journal = async ({ name, data }: Event) =>
        appendLine(eventsFile, { name, data })
      const plain = isOnce ? [] : Object.values(OrderFinalizationEvents)
      for (const name of isWatched ? ["order.placed", ...plain] : []) {
        bus.subscribe(name, journal, { subscriberId: `journal-${name}` })
      }
      if (isOnce) {
        consume(bus, "journal", async ({ event }) => await journal(event))
      }
      for (const consumer of consumers) {
        const write = (line: JournaledWork) => appendLine(handledFile, line)
        consume(bus, consumer, toHandler(consumer, traps, write))
      }
      for (const recipe of recipes) {
        await loadRecipe(container, recipe)
      }
      if (recipes.length) {
        trapReceipts(traps)
      }
      if (isCoreAlone) {
        leaveUntrackedOrders(container)
      } else if (isWatched) {
        wrapParts(container, traps, (line) => appendLine(stepsFile, line))
      }
    })
  }
  if (hasGate) {
    addFinalizationGate("trapped", async () => {
      await traps.reach("in-gate", null)
      return { pass: true }
    })
  }
  const { url, stop } = await startBackend({ ...options, beforeLoad })
  // As `medusa start` does on SIGTERM.
  process.once("SIGTERM", () => void stop().finally(() => process.exit()))
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
