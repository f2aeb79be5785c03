import { createDataTableColumnHelper, Text } from "@medusajs/ui"
import type { AdminOrderFinalizationsResponse } from "../../api/answers"
import { OrderFinalizationStatus } from "../../modules/order-finalization/types"
import {
  isReleasable,
  toSince,
  toStanding,
  type AnswerRecord,
} from "../lib/standing"
import { toOrderFilter, useList } from "../lib/use-list"
import { useOrderActions } from "../lib/use-order-actions"
import { useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"
import { ActionsMenu } from "./actions-menu"
import { Failure } from "./failure"
import { ListTable } from "./list-table"
import { OrderLink } from "./order-link"
import { Search } from "./search"
import { StandingBadge } from "./standing-badge"
import { StatusSelect } from "./status-select"

const column = createDataTableColumnHelper<AnswerRecord>()

/** Core has deleted these. */
const GONE = ["workflow_failed", "workflow_canceled", "order_missing"]

type Props = {
  /** Whether to show what a person should look at alone, and why. */
  toReview?: boolean
  /** Whether something is known to move. */
  isMoving: boolean
}

/** The records of orders, newest first. */
export const Records = ({ toReview = false, isMoving }: Props) => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const { query } = useList()
  const columns = useColumns(toReview)
  const { data, error, refetch } = useRead<AdminOrderFinalizationsResponse>(
    "/admin/order-finalizations",
    {
      query: {
        ...query,
        ...toOrderFilter(get("q")),
        ...(toReview && { to_review: true }),
        ...(get("status") && { status: get("status") }),
      },
      isMoving: () => isMoving,
    }
  )
  if (error) {
    return <Failure error={error} onRetry={() => void refetch()} />
  }
  const statuses = Object.values(OrderFinalizationStatus)
  return (
    <ListTable
      columns={columns}
      rows={data?.order_finalizations}
      count={data?.count}
      empty={t(toReview ? "records.noReview" : "records.none")}
    >
      <StatusSelect
        label={t("records.status")}
        value={get("status")}
        options={["", ...statuses].map((value) => ({
          value,
          label: t(`status.${value || "all"}`),
        }))}
        onChange={(status) => set({ status })}
      />
      <Search
        label={t("list.search")}
        value={get("q")}
        onSearch={(q) => set({ q })}
      />
    </ListTable>
  )
}

const useColumns = (toReview: boolean) => {
  const { t, toTime } = useTexts()
  return [
    column.display({
      id: "order",
      header: t("records.order"),
      cell: ({ row: { original } }) => (
        <OrderLink
          id={original.order_id}
          displayId={original.display_id}
          isGone={GONE.includes(original.reason?.code ?? "")}
        />
      ),
    }),
    column.display({
      id: "standing",
      header: t("records.standing"),
      cell: ({ row: { original } }) => (
        <StandingBadge standing={toStanding(original)} />
      ),
    }),
    ...(toReview
      ? [
          column.display({
            id: "review",
            header: t("records.review"),
            maxSize: 480,
            cell: ({ row: { original } }) => (
              <div className="whitespace-normal py-2">
                <Text size="small">{original.review_reason}</Text>
                <Text size="small" className="text-ui-fg-subtle">
                  {t(`advice.${original.status}`)}
                </Text>
              </div>
            ),
          }),
        ]
      : []),
    column.display({
      id: "since",
      header: t("records.since"),
      cell: ({ row: { original } }) => toTime(toSince(original)),
    }),
    column.display({
      id: "actions",
      header: () => <span className="sr-only">{t("list.actions")}</span>,
      cell: ({ row: { original } }) => <RecordMenu record={original} />,
    }),
  ]
}

const RecordMenu = ({ record }: { record: AnswerRecord }) => {
  const { t } = useTexts()
  const { lookAgain, release } = useOrderActions()
  const { order_id, display_id } = record
  return (
    <ActionsMenu
      label={t("records.menu", { order: `#${display_id ?? order_id}` })}
      actions={[
        ...(isReleasable(record)
          ? [
              {
                label: t("actions.release.label"),
                onSelect: () => void release(order_id),
              },
            ]
          : []),
        {
          label: t("actions.lookAgain.label"),
          onSelect: () => void lookAgain(order_id),
        },
      ]}
    />
  )
}
