import { createDataTableColumnHelper, StatusBadge } from "@medusajs/ui"
import type {
  AdminListedReceipt,
  AdminOrderEventReceiptsResponse,
} from "../../api/answers"
import type { Json } from "../../api/json"
import { useConsumerName } from "../lib/use-consumer-name"
import { useList } from "../lib/use-list"
import { useOrderActions } from "../lib/use-order-actions"
import { useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"
import { ActionsMenu } from "./actions-menu"
import { Failure } from "./failure"
import { ListTable } from "./list-table"
import { OrderLink } from "./order-link"
import { StatusSelect } from "./status-select"

type Receipt = Json<AdminListedReceipt>

const column = createDataTableColumnHelper<Receipt>()

const COLORS = { failed: "red", pending: "orange", done: "green" } as const

/** Those that failed come first: somebody has to see to them. */
const STATUSES = Object.keys(COLORS) as (keyof typeof COLORS)[]

/** What consumers have had, or have still to have. */
export const Deliveries = () => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const { query } = useList()
  const columns = useColumns()
  const status = STATUSES.find((each) => each === get("status")) ?? "failed"
  const { data, error, refetch } = useRead<AdminOrderEventReceiptsResponse>(
    "/admin/order-event-receipts",
    {
      query: { ...query, status },
      isMoving: () => status === "pending",
    }
  )
  if (error) {
    return <Failure error={error} onRetry={() => void refetch()} />
  }
  return (
    <ListTable
      columns={columns}
      rows={data?.order_event_receipts}
      count={data?.count}
      empty={t("deliveries.none")}
    >
      <StatusSelect
        label={t("deliveries.status")}
        value={status}
        options={STATUSES.map((value) => ({
          value,
          label: t(`deliveries.${value}`),
        }))}
        onChange={(status) => set({ status })}
      />
    </ListTable>
  )
}

const useColumns = () => {
  const { t, toTime } = useTexts()
  const toName = useConsumerName()
  return [
    column.display({
      id: "consumer",
      header: t("deliveries.consumer"),
      cell: ({ row: { original } }) => toName(original.consumer),
    }),
    column.display({
      id: "order",
      header: t("records.order"),
      cell: ({ row: { original } }) => (
        <OrderLink
          id={original.event.order_id}
          displayId={original.event.data.display_id}
          isGone={original.event.name === "order.reverted"}
        />
      ),
    }),
    column.display({
      id: "event",
      header: t("deliveries.event"),
      cell: ({ row: { original } }) => original.event.name,
    }),
    column.display({
      id: "status",
      header: t("deliveries.status"),
      cell: ({ row: { original } }) => (
        <StatusBadge color={COLORS[original.status]}>
          {t(`deliveries.${original.status}`)}
        </StatusBadge>
      ),
    }),
    column.display({
      id: "attempts",
      header: t("deliveries.attempts"),
      cell: ({ row: { original } }) => original.attempts,
    }),
    column.display({
      id: "what",
      header: t("deliveries.what"),
      maxSize: 360,
      cell: ({ row: { original } }) =>
        original.done_at ? toTime(original.done_at) : original.last_error,
    }),
    column.display({
      id: "actions",
      header: () => <span className="sr-only">{t("list.actions")}</span>,
      cell: ({ row: { original } }) => <ReceiptMenu receipt={original} />,
    }),
  ]
}

const ReceiptMenu = ({ receipt }: { receipt: Receipt }) => {
  const { t } = useTexts()
  const toName = useConsumerName()
  const { redeliver, retry } = useOrderActions()
  const { consumer, event_id, status } = receipt
  const name = toName(consumer)
  return (
    <ActionsMenu
      label={t("deliveries.menu", { consumer: name })}
      actions={
        status === "failed"
          ? [
              {
                label: t("actions.retry.label"),
                onSelect: () => void retry({ consumer, event_id }),
              },
              {
                label: t("actions.retryAll.label", { consumer: name }),
                onSelect: () => void retry({ consumer }),
              },
            ]
          : [
              {
                label: t("actions.redeliver.label"),
                onSelect: () => void redeliver({ consumer, event_id }),
              },
            ]
      }
    />
  )
}
