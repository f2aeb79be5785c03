import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import {
  OrderFinalizationEvents,
  processOnce,
  type ProcessOnceInput,
} from "../../src"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { listenToLog, type LogListener } from "../helpers/watch/log"
import { cancelRun } from "../helpers/shop/parent-workflows"
import { runReceiptsNow } from "../helpers/shop/receipts"
import { subscribeConsumer } from "../helpers/shop/subscribe-consumer"
import { waitFor } from "../helpers/watch/wait-for"
import { runDueReceipts } from "../../src/consumers/run-due-receipts"

type Run = { name: string; event_id: string; order_id: string }
type Subscriber = ReturnType<typeof processOnce>

/** In milliseconds: a delivery that was lost is made up for after 10 s, by a 5 s job. */
const REPAIR_TIME = 30_000

describeOnEngine("processOnce", (context) => {
  /** Registers a consumer as a subscriber file does; what it runs is noted. */
  const consume = (
    consumer: string,
    handle: (input: ProcessOnceInput) => Promise<void> = async () => {},
    deliver: (subscriber: Subscriber, args: never) => Promise<void> = async (
      subscriber,
      args
    ) => await subscriber(args)
  ) => {
    const { container } = context.backend
    const runs: Run[] = []
    const subscriber = processOnce(consumer, async (input) => {
      const { name, data } = input.event
      runs.push({ name, event_id: data.event_id, order_id: data.id })
      await handle(input)
    })
    subscribeConsumer(container, subscriber, {
      deliver: async (args) => await deliver(subscriber, args),
    })
    return {
      runs,
      of: (orderId: string) => runs.filter((run) => run.order_id === orderId),
    }
  }

  let log: LogListener | undefined
  afterEach(() => {
    log?.stop()
    log = undefined
  })

  const sell = async () => {
    const { backend } = context
    const { cart_id } = await readyCart(backend)
    const { result, transaction } = await completeCartWorkflow(
      backend.container
    ).run({ input: { id: cart_id } })
    const undo = async () => await cancelRun(backend.container, transaction)
    return { id: result.id, undo }
  }

  const receiptsOf = async (orderId: string, consumer: string) =>
    await withClient(context.engine.databaseUrl, async (client) => {
      const { rows } = await client.query<{
        status: string
        attempts: number
        last_error: string | null
      }>(
        `select status, attempts, last_error from order_finalization_receipt
         where order_id = $1 and consumer = $2 order by sequence`,
        [orderId, consumer]
      )
      return rows
    })

  const passTime = async (consumer: string) =>
    await runReceiptsNow(context.backend, context.engine.databaseUrl, [
      consumer,
    ])

  const untilDone = async (
    orderId: string,
    consumer: string,
    count = 1,
    pass = passTime
  ) =>
    await waitFor(
      async () => {
        await pass(consumer)
        const receipts = await receiptsOf(orderId, consumer)
        const done = receipts.filter(({ status }) => status === "done")
        return done.length === count
      },
      { timeout: REPAIR_TIME, message: `${consumer} to be done` }
    )

  it("runs twenty handlers at once and no more of a backlog that is delivered at once, each order's in sequence", async () => {
    let running = 0
    let most = 0
    const bus = context.backend.container.resolve(Modules.EVENT_BUS)
    // Before the other consumers are there, who would have a share of the backlog.
    let letGo = () => {}
    const isFull = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const { runs } = consume("backlog", async () => {
      most = Math.max(most, ++running)
      await isFull
      running--
    })
    const orders = 100
    const events = await withClient(
      context.engine.databaseUrl,
      async (client) => {
        const { rows } = await client.query(
          `with counter as (
             update order_finalization_progress
             set last_position = last_position + 2 * $1::int
             returning last_position - 2 * $1 as last_position
           )
           insert into order_finalization_event (
             id, order_id, sequence, name, data, due_at, published_at, attempts, position
           )
           select 'ordev_backlog_' || number || name, 'order_backlog_' || number, sequence, name,
             jsonb_build_object('id', 'order_backlog_' || number,
               'event_id', 'ordev_backlog_' || number || name),
             now(), now(), 1, last_position + 2 * (number - 1) + sequence
           from counter, generate_series(1, $1::int) as number,
             (values ('order.finalized', 1), ('order.reverted', 2)) as kind (name, sequence)
           returning name, data`,
          [orders]
        )
        return rows as { name: string; data: object }[]
      }
    )
    await bus.emit(events)
    // Meanwhile no handler is free, and all the others wait in their receipts.
    const countReceipts = async () =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query(
          `select count(*)::int as count from order_finalization_receipt
           where consumer = 'backlog' and status = 'pending'`
        )
        return rows[0].count as number
      })
    await waitFor(async () => (await countReceipts()) === events.length, {
      timeout: REPAIR_TIME,
      message: "a receipt of every event",
    })
    await waitFor(() => running >= 20, { message: "every place to be taken" })
    expect(running).toBe(20)
    letGo()
    await waitFor(() => runs.length >= events.length, {
      // The clockwork's own would come after ten seconds of grace.
      timeout: REPAIR_TIME,
      message: () => `${events.length} handlers to run, ${runs.length} did`,
    })
    expect(most).toBe(20)
    expect(new Set(runs.map(({ event_id }) => event_id)).size).toBe(
      events.length
    )
    expect(runs).toHaveLength(events.length)
    const namesOf = (id: string) =>
      runs.filter(({ order_id }) => order_id === id).map(({ name }) => name)
    for (let number = 1; number <= orders; number++) {
      expect(namesOf(`order_backlog_${number}`)).toEqual([
        "order.finalized",
        "order.reverted",
      ])
    }
  })

  it("runs the handler once, of twenty deliveries at once and of a later one", async () => {
    const { of } = consume(
      "at-once",
      async () => {},
      async (subscriber, args) => {
        const deliveries = Array.from({ length: 20 }, () => subscriber(args))
        await Promise.all(deliveries)
        await subscriber(args)
      }
    )
    const { id } = await sell()
    await untilDone(id, "at-once")
    expect(of(id)).toMatchObject([{ name: "order.finalized" }])
  })

  it("hands both events to two consumers, each in order and each for itself", async () => {
    const good = consume("good")
    const bad = consume("bad", async ({ event }) => {
      throw new Error(`No ERP for ada@example.com (${event.name})`)
    })
    const { id, undo } = await sell()
    await untilDone(id, "good")
    await undo()
    await untilDone(id, "good", 2)
    expect(good.of(id).map(({ name }) => name)).toEqual([
      "order.finalized",
      "order.reverted",
    ])

    // The later event waits for the earlier one, which fails for now.
    await waitFor(
      async () => {
        await passTime("bad")
        return bad.of(id).length > 1
      },
      { timeout: REPAIR_TIME }
    )
    expect(new Set(bad.of(id).map(({ name }) => name))).toEqual(
      new Set(["order.finalized"])
    )
    const [receipt] = await receiptsOf(id, "bad")
    expect(receipt).toMatchObject({ status: "pending" })
    expect(receipt!.last_error ?? "").not.toContain("@")
  })

  it("runs a handler again that failed, until it succeeds", async () => {
    let failures = 2
    const { of } = consume("flaky", async () => {
      if (failures-- > 0) {
        throw new Error("The ERP is down")
      }
    })
    const { id } = await sell()
    await untilDone(id, "flaky")
    expect(of(id)).toHaveLength(3)
    expect(await receiptsOf(id, "flaky")).toMatchObject([
      { status: "done", attempts: 3, last_error: null },
    ])
  })

  it("says in a line a minute that many orders fail, and at once that one is dead-lettered", async () => {
    consume("down", async () => {
      throw new Error("The ERP is down")
    })
    log = listenToLog(context.backend)
    const linesOf = (part: string) =>
      log!.lines.filter(
        (line) => line.includes('consumer "down"') && line.includes(part)
      )
    const started = Date.now()
    /** The first one's, and one for each minute that a slow machine takes. */
    const allowed = () => 1 + Math.floor((Date.now() - started) / 60_000)
    const ids: string[] = []
    for (let i = 0; i < 5; i++) {
      ids.push((await sell()).id)
    }
    const untilReceipts = async (
      isIt: (receipt: { status: string; attempts: number }) => boolean
    ) =>
      await waitFor(
        async () => {
          await passTime("down")
          const all = await Promise.all(ids.map((id) => receiptsOf(id, "down")))
          return all.every(
            (receipts) => receipts.length && receipts.every(isIt)
          )
        },
        { timeout: REPAIR_TIME, message: "every order to have failed" }
      )
    await untilReceipts(({ attempts }) => attempts > 1)
    const failed = linesOf("will be tried again")
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThanOrEqual(allowed())

    // The attempts that a test cannot wait for, of receipts whose handler is not running.
    await waitFor(async () => {
      const rows = await withClient(
        context.engine.databaseUrl,
        async (client) =>
          (
            await client.query(
              `update order_finalization_receipt set attempts = 9
               where consumer = 'down' and status = 'pending' and last_error is not null
               returning id`
            )
          ).rows
      )
      return rows.length === ids.length
    })
    await untilReceipts(({ status }) => status === "failed")
    const dead = linesOf("the last attempt")
    expect(dead.length).toBeLessThanOrEqual(allowed())
    expect(dead[0]).toMatch(
      /consumer "down" failed for the last time on event ordev_\w+ in attempt 10, that was the last attempt: POST .*: The ERP is down/
    )
    expect(linesOf("").length).toBeLessThanOrEqual(2 * allowed())
  })

  it("makes up for a delivery that the event bus lost", async () => {
    const { of } = consume(
      "lost",
      async () => {},
      async () => {}
    )
    const { id } = await sell()
    // By itself: the job and its times are the plugin's own.
    await untilDone(id, "lost", 1, async () => {})
    expect(of(id)).toMatchObject([{ name: "order.finalized" }])
  })

  it("runs a handler again whose process died within it", async () => {
    let hangs = true
    let letGo = () => {}
    const { of } = consume("killed", async () => {
      if (hangs) {
        hangs = false
        // What a killed process leaves: a lease that nobody extends.
        await withClient(context.engine.databaseUrl, async (client) => {
          await client.query(
            `update order_finalization_receipt set next_attempt_at = now()
             where consumer = 'killed'`
          )
        })
        await new Promise<void>((resolve) => {
          letGo = resolve
        })
      }
    })
    const { id } = await sell()
    await untilDone(id, "killed")
    expect(of(id)).toHaveLength(2)
    expect(new Set(of(id).map(({ event_id }) => event_id)).size).toBe(1)
    // Not a process after all: the event bus waits for it when it closes.
    letGo()
  })

  it("makes up for two lost deliveries of one order in their order, the failed one first", async () => {
    let failures = 1
    const { of } = consume(
      "in-order",
      async () => {
        if (failures-- > 0) {
          throw new Error("The ERP is down")
        }
      },
      async () => {}
    )
    const { id, undo } = await sell()
    await undo()
    await untilDone(id, "in-order", 2)
    expect(of(id).map(({ name }) => name)).toEqual([
      "order.finalized",
      "order.finalized",
      "order.reverted",
    ])
  })

  it("extends the lease of a handler that is still running", async () => {
    let letGo = () => {}
    const running = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const { of } = consume("slow", async () => await running)
    const { id } = await sell()
    await waitFor(() => of(id).length > 0)
    const leaseOf = async () =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query<{ left: number }>(
          `select extract(epoch from next_attempt_at - now())::float as left
           from order_finalization_receipt where order_id = $1 and consumer = 'slow'`,
          [id]
        )
        return rows[0]!.left
      })
    // The lease runs down from 30 seconds, and never below the next extension.
    const leases: number[] = []
    await waitFor(
      async () => {
        leases.push(await leaseOf())
        return leases.length > 1 && leases.at(-1)! > leases.at(-2)!
      },
      { timeout: REPAIR_TIME, message: "the lease to be extended" }
    )
    expect(Math.min(...leases)).toBeGreaterThan(15)
    letGo()
    await untilDone(id, "slow")
    expect(of(id)).toHaveLength(1)
  })

  it("gives up an event whose handler took its process down in every attempt", async () => {
    const { of } = consume(
      "poisoned",
      async () => {},
      async () => {}
    )
    const { id } = await sell()
    await waitFor(async () => (await receiptsOf(id, "poisoned")).length > 0)
    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `update order_finalization_receipt set attempts = 10, next_attempt_at = now()
         where order_id = $1 and consumer = 'poisoned'`,
        [id]
      )
    })
    await runDueReceipts(context.backend.container)
    expect(await receiptsOf(id, "poisoned")).toMatchObject([
      { status: "failed" },
    ])
    expect((await receiptsOf(id, "poisoned"))[0]!.last_error).toContain("died")
    expect(of(id)).toEqual([])
  })

  it("does not handle an event of the same name that the plugin did not record", async () => {
    const { of } = consume("wary")
    log = listenToLog(context.backend)
    const data = { id: "order_foreign", event_id: "ordev_foreign" }
    const bus = context.backend.container.resolve(Modules.EVENT_BUS)
    await bus.emit({ name: OrderFinalizationEvents.FINALIZED, data })
    await waitFor(() => log!.lines.some((line) => line.includes('"wary"')))
    expect(of("order_foreign")).toEqual([])
  })

  it("holds up neither other orders nor other consumers for a handler that hangs", async () => {
    const lose = async () => {}
    let letGo = () => {}
    const hanging = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const stuck = consume("stuck", async () => await hanging, lose)
    const free = consume("free", async () => {}, lose)
    const first = await sell()
    await waitFor(() => stuck.of(first.id).length > 0, { timeout: REPAIR_TIME })
    const second = await sell()
    await waitFor(() => stuck.of(second.id).length > 0, {
      timeout: REPAIR_TIME,
    })
    await untilDone(second.id, "free")
    expect(free.of(first.id)).toHaveLength(1)

    letGo()
    await untilDone(first.id, "stuck")
    await untilDone(second.id, "stuck")
    expect(stuck.of(first.id)).toHaveLength(1)
  })

  it("refuses a consumer name that is taken, or is none", () => {
    const handler = async () => {}
    processOnce("taken", handler)
    expect(() => processOnce("taken", handler)).toThrow(
      'A handler of the consumer "taken" is there already'
    )
    expect(() => processOnce("My ERP", handler)).toThrow('got "My ERP"')
  })
})
