import type { PartFigures } from "./parts"
import type { Figures } from "./report"

/** A figure beside its target; `isMet` is null where there is none, or no figure. */
export type Line = {
  what: string
  measured: string
  target: string
  isMet: boolean | null
}

export const toLines = (figures: Figures): Line[] => [
  ...toCheckoutLines(figures),
  ...toSettlesLines(figures),
  toSpaceLine(figures),
  ...toBacklogLines(figures),
  ...toNeighbourLines(figures),
  ...toSaturationLines(figures),
  ...toWebhookLines(figures),
  ...toBrokerLines(figures),
]

const ms = (value: number) => `${value.toFixed(1)} ms`
const range = (value: number, [low, high]: [number, number]) =>
  `${ms(value)}, with 95 % confidence ${ms(low)} to ${ms(high)}`
const percent = (value: number) => `${(value * 100).toFixed(1)} %`

const NO_REDIS = "not measured: no Redis was found"

const toCheckoutLines = ({ complete_cart, latency }: Figures): Line[] => {
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
      : NO_REDIS,
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
      what: "  of which the record, the staging; a bare commit beside them",
      measured: `${ms(complete_cart.track_ms)}, ${ms(complete_cart.stage_ms)}; ${ms(complete_cart.commit_ms)}`,
      ...fact,
    },
    {
      what: "  the engine's saves of the run, without the plugin",
      measured: ms(complete_cart.core_saves_ms),
      ...fact,
    },
    {
      what: "  and more of them, with a step more",
      measured: range(complete_cart.saves_ms, complete_cart.saves_ms_interval),
      ...fact,
    },
    {
      what: "  settling and publishing before the call's end",
      measured: range(
        complete_cart.settle_ms,
        complete_cart.settle_ms_interval
      ),
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

const toSettlesLines = ({ settles }: Figures): Line[] => [
  {
    what: "settles of staged orders, 16 connections",
    measured: `${settles.per_s.toFixed(0)}/s, without the feed's counter ${settles.per_s_without.toFixed(0)}/s`,
    target: "",
    isMet: null,
  },
  {
    what: "  each of 500 settles/s",
    measured: `median ${ms(settles.p50_ms)}, p99 ${ms(settles.p99_ms)}; without ${ms(settles.p50_ms_without)}, ${ms(settles.p99_ms_without)}`,
    target: "",
    isMet: null,
  },
]

const toSpaceLine = ({ space }: Figures): Line => ({
  what: `disk an order takes, one consumer, of ${space.orders} orders`,
  measured: `${space.bytes_per_order} bytes`,
  target: "at most 4096 bytes",
  isMet: space.bytes_per_order <= 4096,
})

const toBacklogLines = ({ relay, growth, memory }: Figures): Line[] => {
  const count = (n: number) => n.toLocaleString("en")
  const growthLines = Object.entries(growth.statements).map(
    ([what, { few, many, ratio }]): Line => ({
      what: `${what} at ${count(growth.many)} old orders against ${count(growth.few)}`,
      measured: `${ratio.toFixed(2)} times (${ms(many)}, ${ms(few)})`,
      target: "at most 1.5 times",
      isMet: ratio <= 1.5,
    })
  )
  const times = relay && relay.events_per_s / relay.pgboss_events_per_s

  return [
    {
      what: "relay of a backlog to the Redis bus",
      measured: relay
        ? `${relay.events_per_s.toFixed(0)} events/s of ${relay.events}`
        : NO_REDIS,
      target: "at least 10000 events/s",
      isMet: relay && relay.events_per_s >= 10_000,
    },
    {
      what: "  against pg-boss doing the same",
      measured:
        relay && times
          ? `${times.toFixed(2)} times (${relay.pgboss_events_per_s.toFixed(0)} events/s, ${relay.pgboss_workers} workers)`
          : NO_REDIS,
      target: "at least 1.5 times",
      isMet: times === null ? null : times >= 1.5,
    },
    {
      what: "  the outbox without the bus, and the bus alone",
      measured: relay
        ? `${relay.outbox_alone_per_s.toFixed(0)} and ${relay.bus_alone_per_s.toFixed(0)} events/s`
        : NO_REDIS,
      target: "",
      isMet: null,
    },
    ...growthLines,
    {
      what: "memory with a backlog of 1,000,000 events",
      measured: memory
        ? `${memory.above_idle_mb.toFixed(0)} MB above ${memory.idle_mb.toFixed(0)} MB (${memory.published} published meanwhile)`
        : NO_REDIS,
      target: "at most 50 MB above idle",
      isMet: memory && memory.above_idle_mb <= 50,
    },
  ]
}

const toBrokerLines = ({ brokers: { events, brokers } }: Figures): Line[] =>
  brokers.map(({ name, events_per_s, bare_per_s }) => ({
    what: `recipe to ${name}, ${events} events`,
    measured: `${events_per_s.toFixed(0)} events/s (${bare_per_s.toFixed(0)} messages/s by the bare client)`,
    target: "",
    isMet: null,
  }))

const toNeighbourLines = ({ neighbours }: Figures): Line[] => {
  const line = (
    what: string,
    delays: PartFigures["neighbours"]["unrelated"] | undefined,
    quantile: "p50" | "p95"
  ): Line => ({
    what: `${what} heard, 15 checkouts at once, ${quantile}`,
    measured: delays
      ? `${ms(delays.with[quantile])} (${ms(delays.without[quantile])} without the plugin)`
      : NO_REDIS,
    target: "at most 1.2 times without plus 20 ms",
    isMet: delays
      ? delays.with[quantile] <= delays.without[quantile] * 1.2 + 20
      : null,
  })
  const stop = neighbours?.stop_ms
  return [
    line("order.placed", neighbours?.order_placed, "p50"),
    line("order.placed", neighbours?.order_placed, "p95"),
    line("an unrelated event", neighbours?.unrelated, "p50"),
    line("an unrelated event", neighbours?.unrelated, "p95"),
    {
      what: "stop after SIGTERM under load",
      measured: stop
        ? `${ms(stop.with)} (${ms(stop.without)} without the plugin)`
        : NO_REDIS,
      target: "at most 10 s above without",
      isMet: stop ? stop.with <= stop.without + 10_000 : null,
    },
  ]
}

const toSaturationLines = ({ saturation }: Figures): Line[] => {
  const [low, high] = saturation?.per_s_ratio_interval ?? []
  return [
    {
      what: "checkouts/s at the limit, two instances on Redis",
      measured: saturation
        ? `${saturation.per_s_ratio.toFixed(2)} times without the plugin (${low!.toFixed(2)} to ${high!.toFixed(2)}; ${saturation.with.per_s.toFixed(1)}/s)`
        : NO_REDIS,
      target: "at least 0.97 times",
      isMet: saturation && saturation.per_s_ratio >= 0.97,
    },
    {
      what: "  left to do when the last is answered; refused by core, with and without",
      measured: saturation
        ? `${saturation.with.left_open}; ${saturation.refused.with}, ${saturation.refused.without}`
        : NO_REDIS,
      // Of each of the customers' last orders: the record, its event and its receipt.
      target: "at most 45",
      isMet: saturation && saturation.with.left_open <= 45,
    },
    {
      what: "  p95 of a checkout",
      measured: saturation
        ? `${saturation.p95_ratio.toFixed(2)} times without (${ms(saturation.with.p95_ms)})`
        : NO_REDIS,
      target: "at most 1.05 times",
      isMet: saturation && saturation.p95_ratio <= 1.05,
    },
  ]
}

const toWebhookLines = ({ webhooks }: Figures): Line[] => {
  const latencyLine = (
    bus: string,
    figures: PartFigures["webhook-latency"] | null,
    limit: number
  ): Line => ({
    what: `a webhook's request after order.finalized is recorded, ${bus} bus`,
    measured: figures ? `median ${ms(figures.p50)}` : NO_REDIS,
    target: `median at most ${limit} ms`,
    isMet: figures && figures.p50 <= limit,
  })
  const { deliveries_per_s, bare_loop_per_s } = webhooks
  const share = deliveries_per_s / bare_loop_per_s
  return [
    latencyLine("local", webhooks.local, 25),
    latencyLine("Redis", webhooks.redis, 50),
    {
      what: "deliveries to a webhook, 20 in flight",
      measured: `${deliveries_per_s.toFixed(0)}/s, ${share.toFixed(2)} times a bare loop (${bare_loop_per_s.toFixed(0)}/s)`,
      target: "at least half of it",
      isMet: share >= 0.5,
    },
    {
      what: "25 webhooks beside 25 that hang, p95",
      measured: `${webhooks.healthy_p95_ratio.toFixed(2)} times theirs alone`,
      target: "at most 2 times",
      isMet: webhooks.healthy_p95_ratio <= 2,
    },
    {
      what: "10,000 events after an outage of their receiver",
      measured: `${webhooks.backlog_after_outage_s.toFixed(0)} s`,
      target: "60 s, and the time to send",
      isMet:
        webhooks.backlog_after_outage_s <= 60 + 2 * (10_000 / deliveries_per_s),
    },
  ]
}
