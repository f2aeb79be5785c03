import { Button, Text } from "@medusajs/ui"
import { XMarkMini } from "@medusajs/icons"
import type { AdminOrderFinalizationsResponse } from "../../api/answers"
import { OrderFinalizationStatus } from "../../modules/order-finalization/types"
import { toOrderFilter } from "../lib/order-filter"
import { adviceOf } from "../lib/review"
import {
  isGone,
  isReleasable,
  toSince,
  toStanding,
  wasCanceled,
  type AnswerRecord,
} from "../lib/standing"
import { useList } from "../lib/use-list"
import { useOrderActions } from "../lib/use-order-actions"
import { useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"
import { useUrlState } from "../lib/use-url-state"
import { useWords } from "../lib/use-words"
import { ActionsMenu } from "./actions-menu"
import { ListTable, toColumns, type CellProps } from "./list-table"
import { OrderLink } from "./order-link"
import { Search } from "./search"
import { Since } from "./since"
import { StandingBadge } from "./standing-badge"
import { StatusSelect } from "./status-select"

export const RECORDS = "/admin/order-finalizations"

const STATUSES = ["", ...Object.values(OrderFinalizationStatus)]

type Props = {
  /** Whether to show what a person should look at alone, and why. */
  toReview?: boolean
}

/** The records of orders, newest first. */
export const Records = ({ toReview = false }: Props) => {
  const { t } = useTexts()
  const { get, set } = useUrlState()
  const { query } = useList()
  const isUnpublished = !toReview && get("unpublished") === "true"
  const { data, error, refetch } = useRead<AdminOrderFinalizationsResponse>(
    RECORDS,
    {
      query: {
        ...query,
        ...toOrderFilter(get("q")),
        ...(toReview && { to_review: true }),
        ...(isUnpublished && { unpublished: true }),
        ...(get("status") && { status: get("status") }),
        // An order that is cancelled once it is final stays so by its record.
        fields: "+order.status",
      },
    }
  )
  return (
    <ListTable
      columns={toReview ? REVIEW_COLUMNS : RECORD_COLUMNS}
      rows={data?.order_finalizations}
      count={data?.count}
      error={error}
      onRetry={refetch}
      empty={t(toReview ? "records.noReview" : "records.none")}
    >
      <div className="flex flex-wrap items-center gap-2">
        <StatusSelect
          label={t("records.status")}
          value={get("status")}
          options={STATUSES.map((value) => ({
            value,
            label: t(`status.${value || "all"}`),
          }))}
          onChange={(status) => set({ status })}
        />
        {isUnpublished && (
          <Button
            size="small"
            variant="secondary"
            aria-label={t("records.unfilter")}
            onClick={() => set({ unpublished: "" })}
          >
            {t("records.unpublished")}
            <XMarkMini aria-hidden />
          </Button>
        )}
      </div>
      <Search
        label={t("list.search")}
        value={get("q")}
        onSearch={(q) => set({ q })}
      />
    </ListTable>
  )
}

const OrderCell = ({ row: { original } }: CellProps<AnswerRecord>) => (
  <OrderLink
    id={original.order_id}
    displayId={original.display_id}
    isGone={isGone(original.reason?.code)}
  />
)

const StandingCell = ({ row: { original } }: CellProps<AnswerRecord>) => (
  <StandingBadge standing={toStanding(original, wasCanceled(original))} />
)

const ReviewCell = ({ row: { original } }: CellProps<AnswerRecord>) => {
  const { t } = useTexts()
  const words = useWords()
  return (
    <div className="whitespace-normal py-2">
      <Text size="small">{words.toReview(original.review_reason ?? "")}</Text>
      <Text size="small" className="text-ui-fg-subtle">
        {t(`advice.${adviceOf(original)}`)}
      </Text>
    </div>
  )
}

const SinceCell = ({ row: { original } }: CellProps<AnswerRecord>) => {
  const since = toSince(original, wasCanceled(original))
  return since && <Since since={since} />
}

const MenuCell = ({ row: { original } }: CellProps<AnswerRecord>) => {
  const { t } = useTexts()
  const { lookAgain, release } = useOrderActions()
  const { order_id, display_id } = original
  return (
    <ActionsMenu
      label={t("records.menu", { order: `#${display_id ?? order_id}` })}
      actions={[
        ...(isReleasable(original)
          ? [
              {
                label: t("actions.release.label"),
                onSelect: () => void release(order_id),
              },
            ]
          : []),
        {
          label: t("actions.lookAgain.label"),
          onSelect: () => void lookAgain(order_id, wasCanceled(original)),
        },
      ]}
    />
  )
}

const toRecordColumns = (toReview: boolean) =>
  toColumns<AnswerRecord>([
    { of: "records.order", cell: OrderCell },
    { of: "records.standing", cell: StandingCell },
    ...(toReview
      ? [{ of: "records.review", maxSize: 480, cell: ReviewCell }]
      : []),
    { of: "records.when", cell: SinceCell },
    { of: "list.actions", isHidden: true, cell: MenuCell },
  ])

const RECORD_COLUMNS = toRecordColumns(false)
const REVIEW_COLUMNS = toRecordColumns(true)
