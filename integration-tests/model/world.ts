import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import { copyCart } from "../bench/cart-copies"
import type { Backend } from "../helpers/backend"
import { createCart } from "../helpers/checkout"
import { withClient } from "../helpers/databases"
import { listen, type Listener } from "../helpers/listener"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { RUN_FINISHED_EVENT } from "../../src/modules/order-finalization/wake-up"

export const OUTCOMES = [
  "authorized",
  "captured",
  "error",
  "pending_authorization",
] as const
export type Outcome = (typeof OUTCOMES)[number]

type FinishedRun = Awaited<
  ReturnType<ReturnType<typeof completeCartWorkflow>["run"]>
>["transaction"]

/** A customer's cart, and what became of it as far as anybody outside can tell. */
export type Sale = {
  cart_id: string
  payment_session_id: string
  order_id?: string
  /** Of a run that has ended well, for whoever cancels it. */
  run?: FinishedRun
  /** Its run was stopped: it holds the cart's lock for as long as core lets it. */
  isLocked?: boolean
}

/** The writes of the plugin at which a run can be made to stop, or to fail. */
export const WRITES = ["trackOrder", "stageOrder"] as const
export type Write = (typeof WRITES)[number]

const BATCH = 100

/** A backend, its customers, and the means to trouble it. */
export const createWorld = async (databaseUrl: string, backend: Backend) => {
  const pools: Partial<Record<Outcome, Sale[]>> = {}
  const listener: Listener = listen(backend, [
    "order.finalized",
    "order.reverted",
  ])
  const service = backend.container.resolve<
    Record<Write, (...args: unknown[]) => Promise<unknown>>
  >(ORDER_FINALIZATION_MODULE)
  const bus = backend.container.resolve(Modules.EVENT_BUS)
  await logTransitions(databaseUrl)

  /** Replaces the next call of a write. */
  const once = (
    write: Write,
    part: (call: () => Promise<unknown>) => unknown
  ) => {
    const original = service[write]!.bind(service)
    service[write] = async (...args) => {
      service[write] = original
      return await part(() => original(...args))
    }
  }

  return {
    backend,
    databaseUrl,
    listener,
    sales: [] as Sale[],
    nextSale: async (outcome: Outcome): Promise<Sale> => {
      const pool = (pools[outcome] ??= [])
      if (!pool.length) {
        const { cart_id, payment_session_id } = await createCart(backend, {
          outcome,
        })
        const carts = await copyCart(databaseUrl, cart_id, BATCH)
        pool.push(
          ...carts.map((id) => ({
            cart_id: id,
            payment_session_id: payment_session_id + id.slice(cart_id.length),
          }))
        )
      }
      return pool.pop()!
    },
    failOnce: (write: Write) =>
      once(write, () => {
        throw new Error("The disk of this test is full")
      }),
    /**
     * Stops the next run at a write, before or after it, for good: what a killed process
     * leaves in the database. Real kills take seconds, and have tests of their own.
     */
    stopOnce: async (write: Write, isAfter: boolean): Promise<void> =>
      await new Promise((resolve) =>
        once(write, async (call) => {
          if (isAfter) {
            await call()
          }
          resolve()
          await new Promise(() => {})
        })
      ),
    /** Loses the wake-up of the next run. */
    loseWakeUpOnce: () => {
      const emit = bus.emit.bind(bus)
      bus.emit = async (data, options) => {
        if ("name" in data && data.name === RUN_FINISHED_EVENT) {
          bus.emit = emit
          return
        }
        await emit(data, options)
      }
    },
    close: () => listener.stop(),
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** Every change of a status, in a table of the test's own. */
const logTransitions = async (databaseUrl: string) =>
  await withClient(databaseUrl, async (client) => {
    await client.query(`
      create table test_transition (order_id text, old_status text, new_status text);
      create function test_log_transition() returns trigger language plpgsql as $$
      begin
        if old.status is distinct from new.status then
          insert into test_transition values (new.order_id, old.status, new.status);
        end if;
        return new;
      end $$;
      create trigger test_log_transition after update on order_finalization
        for each row execute function test_log_transition();`)
  })
