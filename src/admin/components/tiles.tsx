import { clx, Text } from "@medusajs/ui"
import type { AdminOrderFinalizationSummaryResponse } from "../../api/answers"
import type { Json } from "../../api/json"
import { toCount } from "../lib/to-count"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"

type Summary = Json<AdminOrderFinalizationSummaryResponse>["summary"]

/** What the lists show without a tile's doing. */
export const NO_FILTER = { tab: "", status: "", unpublished: "", q: "" }

/** How it all stands; each tile leads to what it counts, and back. */
export const Tiles = ({ summary }: { summary: Summary | undefined }) => {
  const { t, toTime } = useTexts()
  const { get, set } = useUrlState()
  const oldest = summary?.oldest_unpublished_event_at
  const tiles = [
    {
      name: "status.awaiting_payment",
      value: toCount(summary?.by_status.awaiting_payment),
      filter: { status: "awaiting_payment" },
    },
    {
      name: "status.on_hold",
      value: toCount(summary?.by_status.on_hold),
      filter: { status: "on_hold" },
    },
    {
      name: "page.review",
      value: toCount(summary?.records_to_review),
      filter: { tab: "review" },
    },
    {
      name: "tiles.failed",
      value: toCount(summary?.failed_receipts),
      filter: { tab: "deliveries" },
    },
    {
      name: "tiles.unpublished",
      value: summary && (oldest ? toTime(oldest) : t("tiles.none")),
      filter: { unpublished: "true" },
    },
  ]
  return (
    <div
      className="grid gap-3"
      // The dashboard's stylesheet has no class for five columns.
      style={{ gridTemplateColumns: "repeat(auto-fit, minmax(10rem, 1fr))" }}
    >
      {tiles.map(({ name, value, filter }) => {
        const target: Record<string, string> = { ...NO_FILTER, ...filter }
        const isOn = ["tab", "status", "unpublished"].every(
          (each) => get(each) === target[each]
        )
        return (
          <button
            key={name}
            type="button"
            aria-pressed={isOn}
            className={clx(
              "bg-ui-bg-component shadow-elevation-card-rest hover:bg-ui-bg-component-hover flex flex-col items-start gap-y-1 rounded-lg px-4 py-3 text-left",
              isOn && "shadow-borders-interactive-with-active"
            )}
            onClick={() => set(isOn ? NO_FILTER : target)}
          >
            <Text as="span" size="small" className="text-ui-fg-subtle">
              {t(name)}
            </Text>
            <Text as="span" size="large" weight="plus">
              {value ?? "–"}
            </Text>
          </button>
        )
      })}
    </div>
  )
}
