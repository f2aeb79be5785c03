import { Pool } from "undici"
import type { AddressGuard } from "./address-guard"
import { createGuardedConnector } from "./guarded-connector"

/** Each endpoint's connections, as many as it has requests in flight. */
export class EndpointPools {
  readonly #pools = new Map<string, { origin: string; pool: Pool }>()

  constructor(
    private readonly guard: AddressGuard,
    private readonly connectWithinMs: number
  ) {}

  get(endpointId: string, origin: string): Pool {
    const known = this.#pools.get(endpointId)
    if (known?.origin === origin) {
      return known.pool
    }
    // Its URL has changed: what is under way ends as it began.
    void this.close(endpointId)
    const pool = new Pool(origin, {
      connect: createGuardedConnector(
        this.guard,
        new URL(origin).protocol,
        this.connectWithinMs
      ),
    })
    this.#pools.set(endpointId, { origin, pool })
    return pool
  }

  /** One's once they are idle; all at once. */
  async close(endpointId?: string): Promise<void> {
    if (endpointId !== undefined) {
      const entry = this.#pools.get(endpointId)
      this.#pools.delete(endpointId)
      await entry?.pool.close()
      return
    }
    const entries = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(entries.map(({ pool }) => pool.destroy()))
  }
}
