import type { BrokersFigures } from "./brokers"
import type { CompleteCartFigures } from "./complete-cart"
import type { GrowthFigures } from "./growth"
import type { LatencyFigures } from "./latency"
import type { MemoryFigures } from "./memory"
import type { NeighboursFigures } from "./neighbours"
import type { RelayFigures } from "./relay"
import type { SaturationFigures } from "./saturation"
import type { SettlesFigures } from "./settles"
import type { SpaceFigures } from "./space"
import type { WebhookDeliveriesFigures } from "./webhook-deliveries"
import type { WebhookLatencyFigures } from "./webhook-latency"

/** What a part of the bench is run with, in a process of its own. */
export type PartOptions = {
  /** A copy of the prepared database, for this part alone. */
  databaseUrl: string
  /** Without it: local event bus and in-memory engine. */
  redisUrl?: string
  redisPrefix?: string
  /** How often the part measures what it measures, or with how many events. */
  count: number
  /** Among how many old orders, for the part that compares with few. */
  events: number
}

/** The figures that each part gives, by the name of its file. */
export type PartFigures = {
  brokers: BrokersFigures
  "complete-cart": CompleteCartFigures
  growth: GrowthFigures
  latency: LatencyFigures
  memory: MemoryFigures
  neighbours: NeighboursFigures
  relay: RelayFigures
  saturation: SaturationFigures
  settles: SettlesFigures
  space: SpaceFigures
  "webhook-deliveries": WebhookDeliveriesFigures
  "webhook-latency": WebhookLatencyFigures
}

export type PartName = keyof PartFigures

export type Part<Name extends PartName> = (
  options: PartOptions,
  progress: (line: string) => void
) => Promise<PartFigures[Name]>
