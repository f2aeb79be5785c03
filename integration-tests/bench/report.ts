import type { PartFigures } from "./parts"
import { type Line, toLines } from "./report-lines"
import { round } from "./statistics"

export type Figures = {
  complete_cart: PartFigures["complete-cart"]
  latency: {
    local: PartFigures["latency"]
    /** Null if no Redis was found. */
    redis: PartFigures["latency"] | null
  }
  growth: PartFigures["growth"]
  settles: PartFigures["settles"]
  space: PartFigures["space"]
  brokers: PartFigures["brokers"]
  /** Null, as the next three, if no Redis was found. */
  relay: PartFigures["relay"] | null
  memory: PartFigures["memory"] | null
  neighbours: PartFigures["neighbours"] | null
  saturation: PartFigures["saturation"] | null
  webhooks: PartFigures["webhook-deliveries"] & {
    local: PartFigures["webhook-latency"]
    /** Null if no Redis was found. */
    redis: PartFigures["webhook-latency"] | null
  }
}

/** What `--json` prints. */
export const toJson = (figures: Figures) => {
  const { complete_cart, latency, relay, growth, settles, memory, neighbours } =
    figures
  const { saturation, space, webhooks } = figures
  const { brokers } = figures.brokers
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
      track_ms: round(complete_cart.track_ms, 2),
      stage_ms: round(complete_cart.stage_ms, 2),
      commit_ms: round(complete_cart.commit_ms, 2),
      core_saves_ms: round(complete_cart.core_saves_ms, 2),
      saves_ms: round(complete_cart.saves_ms, 2),
      settle_ms: round(complete_cart.settle_ms, 2),
    },
    latency_ms: {
      local: rounded(latency.local),
      redis: latency.redis && rounded(latency.redis),
    },
    relay: relay && {
      events_per_s: round(relay.events_per_s, 0),
      pgboss_events_per_s: round(relay.pgboss_events_per_s, 0),
      outbox_alone_per_s: round(relay.outbox_alone_per_s, 0),
      bus_alone_per_s: round(relay.bus_alone_per_s, 0),
    },
    growth: {
      few: growth.few,
      many: growth.many,
      ratios: Object.fromEntries(
        Object.entries(growth.statements).map(([statement, { ratio }]) => [
          statement,
          round(ratio, 3),
        ])
      ),
      summary_ms: round(growth.statements.summary.many, 2),
    },
    settles: {
      per_s: round(settles.per_s, 0),
      per_s_without_counter: round(settles.per_s_without, 0),
      p50_ms_at_500_per_s: round(settles.p50_ms, 2),
      p50_ms_at_500_per_s_without_counter: round(settles.p50_ms_without, 2),
      p99_ms_at_500_per_s: round(settles.p99_ms, 2),
      p99_ms_at_500_per_s_without_counter: round(settles.p99_ms_without, 2),
    },
    space: {
      orders: space.orders,
      bytes_per_order: space.bytes_per_order,
    },
    neighbours: neighbours && {
      order_placed_p50_ms: round(neighbours.order_placed.with.p50, 1),
      order_placed_p95_ms: round(neighbours.order_placed.with.p95, 1),
      without_p50_ms: round(neighbours.order_placed.without.p50, 1),
      without_p95_ms: round(neighbours.order_placed.without.p95, 1),
      stop_ms: round(neighbours.stop_ms.with, 0),
      stop_ms_without: round(neighbours.stop_ms.without, 0),
    },
    saturation: saturation && {
      checkouts_per_s: round(saturation.with.per_s, 2),
      checkouts_per_s_without: round(saturation.without.per_s, 2),
      per_s_ratio: round(saturation.per_s_ratio, 3),
      p95_ratio: round(saturation.p95_ratio, 3),
      left_open: saturation.with.left_open,
      refused: saturation.refused,
    },
    webhooks: {
      p50_ms_local: round(webhooks.local.p50, 1),
      p50_ms_redis: webhooks.redis && round(webhooks.redis.p50, 1),
      deliveries_per_s: round(webhooks.deliveries_per_s, 0),
      bare_loop_per_s: round(webhooks.bare_loop_per_s, 0),
      healthy_p95_ratio_with_25_of_50_hanging: round(
        webhooks.healthy_p95_ratio,
        2
      ),
      backlog_10000_after_outage_s: round(webhooks.backlog_after_outage_s, 1),
    },
    brokers: brokers.map(({ name, events_per_s, bare_per_s }) => ({
      name,
      events_per_s: round(events_per_s, 0),
      bare_client_per_s: round(bare_per_s, 0),
    })),
    memory_mb_above_idle: memory && round(memory.above_idle_mb, 1),
  }
}

/** The figures beside their targets, for people. */
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
