import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine, engineName } from "../helpers/backend/engine"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { orLeave } from "../helpers/backend/or-leave"
import { type OwnRedis, startOwnRedis } from "../helpers/services/redis"
import {
  spawnBackend,
  type SpawnedBackend,
} from "../helpers/backend/spawn-backend"
import { waitFor } from "../helpers/watch/wait-for"
import { judge } from "./judge"
import { readTruth, type Sale } from "./truth"

/** Between two customers, in milliseconds. */
const TRICKLE = 400
/** Customers who come during an outage: it lasts 8 seconds. */
const CUSTOMERS = 20
/** Who finds as many waiting leaves: a slow machine would never serve them all. */
const MAX_WAITING = 4
/** How long a customer waits for an answer before giving up, in milliseconds. */
const PATIENCE = 15_000
/** A claim's lease of 30 s, the audit's interval of 60 s, and what is then to be done. */
const RECOVERY_TIME = 120_000

type Outage = { begin(): Promise<void>; end(): Promise<void> }

/** Customers who keep coming, whatever becomes of those before them. */
const trickle = async (backend: SpawnedBackend, sales: Sale[]) => {
  const acknowledged: string[] = []
  const visits: Promise<void>[] = []
  let came = 0
  let waiting = 0
  let isOver = false
  const buy = async () => {
    const sale = await readyCart(backend)
    sales.push(sale)
    const { data } = await completeCart(backend, sale.cart_id)
    // Nobody is there any more to be told.
    if (data.order && !isOver) {
      acknowledged.push(data.order.id)
    }
  }
  const come = async () => {
    waiting++
    // A customer whose checkout fails is what an outage is about.
    await orLeave(
      buy().catch(() => {}),
      PATIENCE
    )
    waiting--
  }
  // The first checkout of a process takes many times as long as the next ones.
  await buy()
  const timer = setInterval(() => {
    came++
    if (waiting < MAX_WAITING) {
      visits.push(come())
    }
  }, TRICKLE)
  return {
    acknowledged,
    untilMoreCame: async () => {
      const before = came
      await waitFor(() => came >= before + CUSTOMERS, {
        timeout: 60_000,
      })
    },
    untilSold: async () => {
      const before = acknowledged.length
      await waitFor(() => acknowledged.length >= before + 3, {
        timeout: 90_000,
        message: "customers to be served",
      })
    },
    stop: async () => {
      clearInterval(timer)
      await Promise.all(visits)
      isOver = true
    },
  }
}

describeOnEngine(
  "an outage under a trickle of checkouts",
  (context) => {
    let journal: Journal
    let redis: OwnRedis | null = null
    let backend: SpawnedBackend | undefined

    beforeEach(async () => {
      journal = createJournal()
      redis = engineName() === "redis" ? await startOwnRedis() : null
    })
    afterEach(async () => {
      await backend?.kill()
      await redis?.stop()
      journal.remove()
    })

    /** PostgreSQL as its clients see it while it restarts: gone, and refusing. */
    const postgresOutage = (): Outage => {
      const url = new URL(context.engine.databaseUrl)
      const name = url.pathname.slice(1)
      url.pathname = "/postgres"
      const run = async (...statements: string[]) =>
        await withClient(url.toString(), async (client) => {
          for (const statement of statements) {
            await client.query(statement)
          }
        })
      return {
        begin: async () =>
          await run(
            `alter database "${name}" with allow_connections false`,
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`
          ),
        end: async () =>
          await run(`alter database "${name}" with allow_connections true`),
      }
    }

    /** Orders of core alone, which nobody promised anything about. */
    const foreign = new Set<string>()

    const survive = async (outage: Outage, isCoreAlone: boolean) => {
      const { databaseUrl } = context.engine
      for (const { order_id } of await readTruth(databaseUrl, journal, [])) {
        foreign.add(order_id)
      }
      backend = await spawnBackend({
        journal,
        databaseUrl,
        redisUrl: redis?.url,
        pluginOptions: { reconcileAfter: "1s" },
        isCoreAlone,
        isOnce: !isCoreAlone,
        isSilent: true,
      })
      let isAlive = true
      void backend.exited.then(() => {
        isAlive = false
      })
      const sales: Sale[] = []
      const customers = await trickle(backend, sales)
      await customers.untilSold()
      await outage.begin()
      await customers.untilMoreCame()
      await outage.end()
      const servedAgain = await customers.untilSold().then(
        () => true,
        () => false
      )
      await customers.stop()
      return {
        isAlive,
        servedAgain,
        sales,
        acknowledged: customers.acknowledged,
      }
    }

    const expectAnswers = async (sales: Sale[], acknowledged: string[]) => {
      const { databaseUrl } = context.engine
      const read = async () =>
        (await readTruth(databaseUrl, journal, sales)).filter(
          ({ order_id }) => !foreign.has(order_id)
        )
      let orders = await read()
      const judgeAll = () => judge(orders, new Set(acknowledged))
      await waitFor(
        async () => {
          orders = await read()
          return judgeAll().length === 0
        },
        {
          timeout: RECOVERY_TIME,
          message: () =>
            `an answer for every order, got ${JSON.stringify(
              judgeAll().map((fault) => ({
                ...fault,
                order: orders.find((each) => each.order_id === fault.order_id),
              })),
              null,
              2
            )}`,
        }
      )
      const told = orders.filter(({ finalized }) => finalized.length)
      expect(told.map(({ order_id }) => order_id)).toEqual(
        expect.arrayContaining(acknowledged)
      )
    }

    if (engineName() === "in-memory") {
      it("PostgreSQL: core alone survives it and serves again", async () => {
        const { isAlive, servedAgain } = await survive(postgresOutage(), true)
        expect({ isAlive, servedAgain }).toEqual({
          isAlive: true,
          servedAgain: true,
        })
      }, 200_000)
    }

    it("PostgreSQL: serves as core alone does, and all events follow", async () => {
      const { sales, acknowledged, ...outcome } = await survive(
        postgresOutage(),
        false
      )
      expect(outcome).toEqual({ isAlive: true, servedAgain: true })
      await expectAnswers(sales, acknowledged)
    }, 300_000)

    if (engineName() === "redis") {
      it("Redis, which comes back empty: serves as core alone does, and all events follow", async () => {
        const outage: Outage = {
          begin: async () => await redis!.kill(),
          end: async () => await redis!.restart(),
        }
        const alone = await survive(outage, true)
        await backend?.kill()
        const { sales, acknowledged, ...outcome } = await survive(outage, false)
        const { isAlive, servedAgain } = alone
        expect(outcome).toEqual({ isAlive, servedAgain })
        await expectAnswers(sales, acknowledged)
      }, 400_000)
    }
  },
  { boot: false }
)
