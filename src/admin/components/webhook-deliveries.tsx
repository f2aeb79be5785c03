import { createDataTableColumnHelper, Container, Heading } from "@medusajs/ui"
import type { Json } from "../../api/json"
import { useList } from "../lib/use-list"
import { useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"
import { WEBHOOKS, type WebhookDeliveriesResponse } from "../lib/webhooks"
import { AttemptLine } from "./attempt-line"
import { Failure } from "./failure"
import { ListTable } from "./list-table"
import { OrderLink } from "./order-link"
import { StatusSelect } from "./status-select"

type Delivery = Json<WebhookDeliveriesResponse>["deliveries"][number]

const STATUSES = ["", "failed", "pending", "done"]

const column = createDataTableColumnHelper<Delivery>()

type Props = { id: string; isMoving: boolean }

/** What a webhook was sent or is to be sent, each with its attempts. */
export const WebhookDeliveries = ({ id, isMoving }: Props) => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const { query } = useList()
  const { data, error, refetch } = useRead<WebhookDeliveriesResponse>(
    `${WEBHOOKS}/${id}/deliveries`,
    {
      query: { ...query, ...(get("status") && { status: get("status") }) },
      isMoving: () => isMoving,
    }
  )
  const columns = [
    column.display({
      id: "order",
      header: t("records.order"),
      cell: ({ row: { original } }) => (
        <OrderLink id={original.order_id} displayId={null} />
      ),
    }),
    column.display({
      id: "status",
      header: t("deliveries.status"),
      cell: ({ row: { original } }) => t(`deliveries.${original.status}`),
    }),
    column.display({
      id: "attempts",
      header: t("deliveries.attempts"),
      cell: ({ row: { original } }) => (
        <div className="py-2 whitespace-normal">
          {original.attempts.map((attempt) => (
            <AttemptLine key={attempt.id} attempt={attempt} />
          ))}
        </div>
      ),
    }),
  ]
  return (
    <Container className="p-0">
      <Heading level="h2" className="px-6 pt-4">
        {t("webhooks.deliveries")}
      </Heading>
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <ListTable
          columns={columns}
          rows={data?.deliveries}
          count={data?.count}
          empty={t("webhooks.noDeliveries")}
        >
          <StatusSelect
            label={t("deliveries.status")}
            value={get("status")}
            options={STATUSES.map((value) => ({
              value,
              label: t(`deliveries.${value || "all"}`),
            }))}
            onChange={(status) => set({ status })}
          />
        </ListTable>
      )}
    </Container>
  )
}
