import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Container, Heading, Tabs, Text } from "@medusajs/ui"
import type { AdminOrderFinalizationSummaryResponse } from "../../../api/answers"
import type { Json } from "../../../api/json"
import { Compare } from "../../components/compare"
import { Deliveries } from "../../components/deliveries"
import { Failure } from "../../components/failure"
import { Records, RECORDS } from "../../components/records"
import { NO_FILTER, Tiles } from "../../components/tiles"
import { useRead } from "../../lib/use-read"
import { useReadWith } from "../../lib/use-read-with"
import { useTexts } from "../../lib/use-texts"
import { useUrlState } from "../../lib/use-url-state"
import { RECEIPTS } from "../../lib/webhooks"

const TABS = ["records", "review", "deliveries", "compare"]

/** Whether a record or an event will change without anybody's help. */
const isMoving = ({ summary }: Json<AdminOrderFinalizationSummaryResponse>) =>
  summary.by_status.pending > 0 ||
  summary.by_status.awaiting_payment > 0 ||
  summary.oldest_unpublished_event_at !== null ||
  summary.oldest_open_receipt_at !== null

/** Where all orders stand, what a person should see to, and what was delivered. */
const OrderFinality = () => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const { data, error, refetch, readAt } =
    useRead<AdminOrderFinalizationSummaryResponse>(`${RECORDS}/summary`, {
      isMoving,
    })
  useReadWith(readAt, RECORDS, RECEIPTS)
  return (
    <div className="flex flex-col gap-y-3">
      <Container className="flex flex-col gap-y-4">
        <div>
          <Heading>{t("page.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("page.subtitle")}
          </Text>
        </div>
        {error && <Failure error={error} onRetry={refetch} />}
        {(data || !error) && <Tiles summary={data?.summary} />}
      </Container>
      <Container className="p-0">
        <Tabs
          value={get("tab") || "records"}
          onValueChange={(tab) =>
            set({ ...NO_FILTER, tab: tab === "records" ? "" : tab })
          }
        >
          <Tabs.List className="px-6 py-4" aria-label={t("page.title")}>
            {TABS.map((tab) => (
              <Tabs.Trigger key={tab} value={tab}>
                {t(`page.${tab}`)}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value="records">
            <Records />
          </Tabs.Content>
          <Tabs.Content value="review">
            <Records toReview />
          </Tabs.Content>
          <Tabs.Content value="deliveries">
            <Deliveries />
          </Tabs.Content>
          <Tabs.Content value="compare">
            <Compare />
          </Tabs.Content>
        </Tabs>
      </Container>
    </div>
  )
}

export const config = defineRouteConfig({
  label: "page.title",
  translationNs: "orderFinalization",
  nested: "/orders",
})

export default OrderFinality
