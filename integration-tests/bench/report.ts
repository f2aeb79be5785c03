import type { PartFigures } from "./parts"
import { round } from "./statistics"

export type Figures = {
  complete_cart: PartFigures["complete-cart"]
  latency: {
    local: PartFigures["latency"]
    /** Null if no Redis was found. */
    redis: PartFigures["latency"] | null
  }
}

/** What `--json` prints. */
export const toJson = ({ complete_cart, latency }: Figures) => {
  const rounded = (figures: PartFigures["latency"]) => ({
    p50: round(figures.p50, 2),
    p99: round(figures.p99, 2),
  })
  return {
    complete_cart: {
      pairs: complete_cart.pairs,
      median_ms_without: round(complete_cart.median_ms_without, 2),
      median_ms_with: round(complete_cart.median_ms_with, 2),
      added_ratio: round(complete_cart.added_ratio, 4),
      added_commits: complete_cart.added_commits,
    },
    latency_ms: {
      local: rounded(latency.local),
      redis: latency.redis && rounded(latency.redis),
    },
  }
}

type Line = {
  what: string
  measured: string
  target: string
  isMet: boolean | null
}

const ms = (value: number) => `${value.toFixed(1)} ms`
const percent = (value: number) => `${(value * 100).toFixed(1)} %`

const toLines = ({ complete_cart, latency }: Figures): Line[] => {
  const { pairs, added_ratio, added_ms, added_commits } = complete_cart
  const [low, high] = complete_cart.added_ms_interval
  const share = (value: number) =>
    percent(value / complete_cart.median_ms_without)
  const fact = { target: "", isMet: null }

  const latencyLine = (
    bus: string,
    figures: PartFigures["latency"] | null,
    limit: number
  ): Line => ({
    what: `order.finalized after order.placed, ${bus} bus`,
    measured: figures
      ? `median ${ms(figures.p50)}, p99 ${ms(figures.p99)}`
      : "not measured: no Redis was found",
    target: `median at most ${limit} ms`,
    isMet: figures && figures.p50 <= limit,
  })

  return [
    {
      what: "complete-cart, median without the plugin",
      measured: `${ms(complete_cart.median_ms_without)} of ${pairs} pairs`,
      ...fact,
    },
    {
      what: "complete-cart, median with it",
      measured: ms(complete_cart.median_ms_with),
      ...fact,
    },
    {
      what: "added to it, median of the pairs' differences",
      measured: `${ms(added_ms)}, ${percent(added_ratio)}`,
      target: "at most 3 %",
      isMet: added_ratio <= 0.03,
    },
    {
      what: "  with 95 % confidence",
      measured: `${ms(low)} to ${ms(high)}, ${share(low)} to ${share(high)}`,
      ...fact,
    },
    {
      what: "durable commits added to it",
      measured: String(added_commits),
      target: "at most 2",
      isMet: added_commits <= 2,
    },
    latencyLine("local", latency.local, 10),
    latencyLine("Redis", latency.redis, 25),
  ]
}

/** The figures beside the targets of the contract, for people. */
export const toTable = (figures: Figures): string => {
  const verdict = ({ isMet }: Line) =>
    isMet === null ? "" : isMet ? "met" : "MISSED"
  const cells = toLines(figures).map((line) => [
    line.what,
    line.measured,
    line.target,
    verdict(line),
  ])
  const rows = [["", "measured", "target", ""], ...cells]
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]!.length))
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
