import { clx, Text } from "@medusajs/ui"
import type { AdminOrderFinalizationSummaryResponse } from "../../api/answers"
import type { Json } from "../../api/json"
import { MAX_COUNTED } from "../../modules/order-finalization/types"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"

type Summary = Json<AdminOrderFinalizationSummaryResponse>["summary"]

const toCount = (count: number | undefined) =>
  count === MAX_COUNTED ? `${count}+` : count

/** How it all stands; each tile leads to what it counts. */
export const Tiles = ({ summary }: { summary: Summary | undefined }) => {
  const { t, toTime } = useTexts()
  const { get, set } = useUrlState()
  const oldest = summary?.oldest_unpublished_event_at
  const tiles = [
    {
      name: "awaiting",
      value: toCount(summary?.by_status.awaiting_payment),
      filter: { tab: "", status: "awaiting_payment" },
    },
    {
      name: "held",
      value: toCount(summary?.by_status.on_hold),
      filter: { tab: "", status: "on_hold" },
    },
    {
      name: "review",
      value: toCount(summary?.records_to_review),
      filter: { tab: "review", status: "" },
    },
    {
      name: "failed",
      value: toCount(summary?.failed_receipts),
      filter: { tab: "deliveries", status: "" },
    },
    {
      name: "unpublished",
      value: summary && (oldest ? toTime(oldest) : t("tiles.none")),
      filter: { tab: "deliveries", status: "pending" },
    },
  ]
  return (
    <div
      className="grid gap-3"
      // The dashboard's stylesheet has no class for five columns.
      style={{ gridTemplateColumns: "repeat(auto-fit, minmax(10rem, 1fr))" }}
    >
      {tiles.map(({ name, value, filter }) => {
        const isOn =
          get("tab") === filter.tab && get("status") === filter.status
        return (
          <button
            key={name}
            type="button"
            aria-pressed={isOn}
            className={clx(
              "bg-ui-bg-component shadow-elevation-card-rest hover:bg-ui-bg-component-hover flex flex-col items-start gap-y-1 rounded-lg px-4 py-3 text-left",
              isOn && "shadow-borders-interactive-with-active"
            )}
            onClick={() => set({ q: "", ...filter })}
          >
            <Text as="span" size="small" className="text-ui-fg-subtle">
              {t(`tiles.${name}`)}
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
