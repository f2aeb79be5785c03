import { StatusBadge } from "@medusajs/ui"
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
import { RECEIPTS } from "../lib/webhooks"
import { ActionsMenu } from "./actions-menu"
import { ConsumerName } from "./consumer-name"
import { EventOrderLink } from "./event-order-link"
import { ListTable, toColumns, type CellProps } from "./list-table"
import { StatusSelect } from "./status-select"
import { Words } from "./words"

type Receipt = Json<AdminListedReceipt>

const COLORS = { failed: "red", pending: "orange", done: "green" } as const

/** Those that failed come first: somebody has to see to them. */
const STATUSES = Object.keys(COLORS) as (keyof typeof COLORS)[]
const [FIRST] = STATUSES

/** What consumers have had, or have still to have. */
export const Deliveries = () => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const { query } = useList()
  const status = STATUSES.find((each) => each === get("status")) ?? FIRST!
  const { data, error, refetch } = useRead<AdminOrderEventReceiptsResponse>(
    RECEIPTS,
    { query: { ...query, status } }
  )
  return (
    <ListTable
      columns={COLUMNS}
      rows={data?.order_event_receipts}
      count={data?.count}
      error={error}
      onRetry={refetch}
      empty={t("deliveries.none")}
    >
      <StatusSelect
        label={t("records.status")}
        value={status}
        options={STATUSES.map((value) => ({
          value,
          label: t(`deliveries.${value}`),
        }))}
        // One state has one URL, which the tile leads to as well.
        onChange={(next) => set({ status: next === FIRST ? "" : next })}
      />
    </ListTable>
  )
}

const ConsumerCell = ({ row: { original } }: CellProps<Receipt>) => (
  <ConsumerName consumer={original.consumer} />
)

const OrderCell = ({ row: { original } }: CellProps<Receipt>) => (
  <EventOrderLink event={original.event} />
)

const EventCell = ({ row: { original } }: CellProps<Receipt>) => (
  <>{original.event.name}</>
)

const StatusCell = ({ row: { original } }: CellProps<Receipt>) => (
  <StatusBadge color={COLORS[original.status]}>
    <Words of={`deliveries.${original.status}`} />
  </StatusBadge>
)

const AttemptsCell = ({ row: { original } }: CellProps<Receipt>) => (
  <>{original.attempts}</>
)

const WhatCell = ({ row: { original } }: CellProps<Receipt>) => {
  const { toTime } = useTexts()
  return (
    <>{original.done_at ? toTime(original.done_at) : original.last_error}</>
  )
}

const MenuCell = ({ row: { original } }: CellProps<Receipt>) => {
  const { t } = useTexts()
  const toName = useConsumerName()
  const { redeliver, retry } = useOrderActions()
  const { consumer, event_id, status } = original
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

const COLUMNS = toColumns<Receipt>([
  { of: "deliveries.consumer", cell: ConsumerCell },
  { of: "records.order", cell: OrderCell },
  { of: "deliveries.event", cell: EventCell },
  { of: "records.status", cell: StatusCell },
  { of: "deliveries.attempts", cell: AttemptsCell },
  { of: "deliveries.what", maxSize: 360, cell: WhatCell },
  { of: "list.actions", isHidden: true, cell: MenuCell },
])
