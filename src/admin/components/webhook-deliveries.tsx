import { Container, Heading } from "@medusajs/ui"
import type {
  AdminListedReceipt,
  AdminOrderEventReceiptsResponse,
} from "../../api/answers"
import type { Json } from "../../api/json"
import { toConsumerName } from "../../modules/order-finalization/webhook-types"
import { useList } from "../lib/use-list"
import { useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"
import {
  RECEIPTS,
  WEBHOOKS,
  type WebhookDeliveriesResponse,
} from "../lib/webhooks"
import { AttemptLine } from "./attempt-line"
import { EventOrderLink } from "./event-order-link"
import { ListTable, toColumns, type CellProps } from "./list-table"
import { StatusSelect } from "./status-select"
import { Words } from "./words"

/** With what it delivers, as the list of receipts has it. */
type Delivery = Json<WebhookDeliveriesResponse>["deliveries"][number] & {
  event: Json<AdminListedReceipt>["event"] | undefined
}

const STATUSES = ["", "failed", "pending", "done"]

type Props = { id: string; isMoving: boolean }

/** What a webhook was sent or is to be sent, each with its attempts. */
export const WebhookDeliveries = ({ id, isMoving }: Props) => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const list = useList()
  const query = {
    ...list.query,
    ...(get("status") && { status: get("status") }),
  }
  const { data, error, refetch } = useRead<WebhookDeliveriesResponse>(
    `${WEBHOOKS}/${id}/deliveries`,
    { query, isMoving: () => isMoving }
  )
  const receipts = useRead<AdminOrderEventReceiptsResponse>(RECEIPTS, {
    query: { ...query, consumer: toConsumerName(id) },
    isMoving: () => isMoving,
  }).data?.order_event_receipts
  return (
    <Container className="p-0">
      <Heading level="h2" className="px-6 pt-4">
        {t("page.deliveries")}
      </Heading>
      <ListTable
        columns={COLUMNS}
        rows={data?.deliveries.map((delivery) => ({
          ...delivery,
          event: receipts?.find((each) => each.id === delivery.id)?.event,
        }))}
        count={data?.count}
        error={error}
        onRetry={refetch}
        empty={t("deliveries.none")}
      >
        <StatusSelect
          label={t("records.status")}
          value={get("status")}
          options={STATUSES.map((value) => ({
            value,
            label: t(`deliveries.${value || "all"}`),
          }))}
          onChange={(status) => set({ status })}
        />
      </ListTable>
    </Container>
  )
}

const OrderCell = ({ row: { original } }: CellProps<Delivery>) =>
  original.event ? (
    <EventOrderLink event={original.event} />
  ) : (
    <>{original.order_id}</>
  )

const EventCell = ({ row: { original } }: CellProps<Delivery>) => (
  <>{original.event?.name}</>
)

const StatusCell = ({ row: { original } }: CellProps<Delivery>) => (
  <Words of={`deliveries.${original.status}`} />
)

const AttemptsCell = ({ row: { original } }: CellProps<Delivery>) => (
  <div className="py-2 whitespace-normal">
    {original.attempts.map((attempt) => (
      <AttemptLine key={attempt.id} attempt={attempt} />
    ))}
  </div>
)

const COLUMNS = toColumns<Delivery>([
  { of: "records.order", cell: OrderCell },
  { of: "deliveries.event", cell: EventCell },
  { of: "records.status", cell: StatusCell },
  { of: "deliveries.attempts", cell: AttemptsCell },
])
