import type { CompleteCartFigures } from "./complete-cart"
import type { LatencyFigures } from "./latency"

/** What a part of the bench is run with, in a process of its own. */
export type PartOptions = {
  /** A copy of the prepared database, for this part alone. */
  databaseUrl: string
  /** Without it: local event bus and in-memory engine. */
  redisUrl?: string
  redisPrefix?: string
  /** How often the part measures what it measures. */
  count: number
}

/** The figures that each part gives, by the name of its file. */
export type PartFigures = {
  "complete-cart": CompleteCartFigures
  latency: LatencyFigures
}

export type PartName = keyof PartFigures

export type Part<Name extends PartName> = (
  options: PartOptions,
  progress: (line: string) => void
) => Promise<PartFigures[Name]>
