import type { OrderCloudEvent } from "../../../src"

/** What a broker has been given. */
export type BrokerMessage = {
  /** What the broker orders by. */
  key: string
  /** What the broker, or a receiver, knows a repeat by. */
  id: string
  event: OrderCloudEvent
  /** Whether it is there after the broker's restart; of RabbitMQ, where each message says so. */
  isPersistent?: boolean
}

/** A real broker, as a recipe of ours and a receiver of the test's see it. */
export type Broker = {
  /** The consumer of the recipe. */
  consumer: string
  /** The file in `src/recipes`. */
  recipe: string
  /** What the recipe is told, which goes by way of what can be cut off. */
  env: Record<string, string>
  /** In the order in which the broker has them. */
  messages(): BrokerMessage[]
  /** Nobody reaches it, until `return`. */
  leave(): void
  return(): void
  /** Nothing of what is published has a place to go, until `accept`; where the broker tells. */
  refuse?(): Promise<void>
  accept?(): Promise<void>
  stop(): Promise<void>
}

/** What an order's events are keyed by, without what stands before the order's ID. */
export const toKey = (address: string): string => address.split(".").at(-1)!
