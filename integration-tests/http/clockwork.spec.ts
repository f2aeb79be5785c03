import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import {
  addClockworkTask,
  Clockwork,
  type ClockworkTask,
} from "../../src/modules/order-finalization/clockwork"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { listenToLog } from "../helpers/watch/log"
import { waitFor } from "../helpers/watch/wait-for"

/** In milliseconds: the clockwork's tick of one second, and a busy machine. */
const TICK_TIME = 15_000

let ran: string[] = []

describeOnEngine("The clockwork", (context) => {
  const serviceOf = () =>
    context.backend.container.resolve(ORDER_FINALIZATION_MODULE)
  const startClockwork = (tasks?: Map<string, ClockworkTask>) => {
    const { container } = context.backend
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    const clockwork = new Clockwork(serviceOf(), logger, tasks)
    clockwork.start()
    return clockwork
  }

  afterEach(() => {
    ran = []
  })

  it("runs a task that one instance is enough for in one of three", async () => {
    let letGo = () => {}
    const isRunning = new Promise<void>((resolve) => {
      letGo = resolve
    })
    addClockworkTask({
      name: "test-alone",
      interval: 3_600_000,
      isForOne: true,
      run: async () => {
        ran.push("alone")
        await isRunning
      },
    })
    const ticks = { first: 0, second: 0 }
    const count = (name: "first" | "second") =>
      addClockworkTask({
        name: `test-${name}`,
        interval: 1_000,
        run: async () => void ticks[name]++,
      })
    count("first")
    const others = [startClockwork(), startClockwork()]
    // Beside it, each instance's own tasks go on.
    await waitFor(() => ticks.first > 6, { timeout: TICK_TIME })
    expect(ran).toEqual(["alone"])

    letGo()
    count("second")
    // It is not run again before its interval is over, by whomever.
    await waitFor(() => ticks.second > 18, { timeout: TICK_TIME })
    expect(ran).toEqual(["alone"])
    others.forEach((clockwork) => clockwork.stop())
  })

  it("runs a task soon after the instance that held it has died", async () => {
    const service = serviceOf()
    expect(await service.takeLease("test-dead", "dead", 600_000)).toBe(true)
    expect(await service.takeLease("test-dead", "other", 1_000)).toBe(false)
    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `update order_finalization_lease set held_until = now()
         where name = 'test-dead'`
      )
    })
    addClockworkTask({
      name: "test-dead",
      interval: 1_000,
      isForOne: true,
      run: async () => void ran.push("taken over"),
    })
    await waitFor(() => ran.length > 0, { timeout: TICK_TIME })
    expect(await service.extendLease("test-dead", "dead", 1_000)).toBe(false)
  })

  it("goes on after a task that fails, and says so once", async () => {
    let runs = 0
    const log = listenToLog(context.backend)
    addClockworkTask({
      name: "test-failing",
      interval: 1_000,
      run: async () => {
        runs++
        throw new Error("The database is away")
      },
    })
    await waitFor(() => runs > 3, { timeout: TICK_TIME })
    log.stop()
    const said = log.lines.filter((line) => line.includes("test-failing"))
    expect(said).toHaveLength(1)
  })

  it("never overlaps a task with itself, nor waits for another", async () => {
    let hanging = 0
    let other = 0
    addClockworkTask({
      name: "test-hanging",
      interval: 1_000,
      run: async () => {
        hanging++
        await new Promise(() => {})
      },
    })
    addClockworkTask({
      name: "test-other",
      interval: 1_000,
      run: async () => void other++,
    })
    await waitFor(() => other > 3, { timeout: TICK_TIME })
    expect(hanging).toBe(1)
  })

  it("does not run in an instance that only serves", async () => {
    addClockworkTask({
      name: "test-server",
      interval: 1_000,
      run: async () => void ran.push("server"),
    })
    await waitFor(() => ran.length > 0, { timeout: TICK_TIME })
    await context.restart({ env: { MEDUSA_WORKER_MODE: "server" } })
    ran = []
    // As long as it takes elsewhere, by a clockwork that knows of nothing else.
    let ticks = 0
    const measure = {
      name: "test-measure",
      interval: 1_000,
      run: async () => void ticks++,
    }
    const clockwork = startClockwork(new Map([[measure.name, measure]]))
    await waitFor(() => ticks > 4, { timeout: TICK_TIME })
    clockwork.stop()
    expect(ran).toEqual([])
  })
})
