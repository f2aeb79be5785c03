import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { ArrowPath, CheckCircle } from "@medusajs/icons"
import { Container, Heading, Text } from "@medusajs/ui"
import type { AdminOrderFinalizationDetailResponse } from "../../api/answers"
import { ActionsMenu } from "../components/actions-menu"
import { Failure } from "../components/failure"
import { StandingBadge } from "../components/standing-badge"
import { Timeline } from "../components/timeline"
import {
  isMoving,
  isReleasable,
  toSince,
  toStanding,
  type Answer,
} from "../lib/standing"
import { useOrderActions } from "../lib/use-order-actions"
import { isNotFound, useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"

/** On an order: its answer in words, how it came to it, and what can be done. */
const OrderFinality = ({ data: order }: DetailWidgetProps<AdminOrder>) => {
  const { t } = useTexts()
  const { lookAgain, release } = useOrderActions()
  const path = `/admin/orders/${order.id}/finalization`
  const { data, error, refetch } =
    useRead<AdminOrderFinalizationDetailResponse>(path, {
      isMoving,
    })
  const record = error ? null : data?.order_finalization
  const actions = [
    ...(record && isReleasable(record)
      ? [
          {
            label: t("actions.release.label"),
            icon: <CheckCircle />,
            onSelect: () => void release(order.id),
          },
        ]
      : []),
    {
      label: t("actions.lookAgain.label"),
      icon: <ArrowPath />,
      onSelect: () => void lookAgain(order.id),
    },
  ]
  return (
    <Container className="divide-y p-0" data-order-finality>
      <div className="flex items-center justify-between px-6 py-4">
        <Heading level="h2">{t("widget.title")}</Heading>
        <ActionsMenu label={t("widget.menu")} actions={actions} />
      </div>
      {error && !isNotFound(error) && (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {error && isNotFound(error) && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("widget.none")}
        </Text>
      )}
      {!error && data && <Standing answer={data} />}
      {!error && data && (
        <div className="px-6 py-4">
          <Timeline answer={data} />
        </div>
      )}
    </Container>
  )
}

const Standing = ({ answer }: { answer: Answer }) => {
  const { t, toTime } = useTexts()
  const { order_finalization: record, order } = answer
  const since = toSince(record)
  const { status, review_reason } = record
  const isSaid = status === "needs_review" || status === "on_hold"
  return (
    <div className="flex flex-col items-start gap-y-2 px-6 py-4">
      <StandingBadge
        standing={toStanding(record, order?.status === "canceled")}
      />
      <Text size="small" className="text-ui-fg-subtle">
        {t("widget.since")} <time dateTime={since}>{toTime(since)}</time>
      </Text>
      {review_reason && !isSaid && (
        <Text size="small">{t("widget.review", { why: review_reason })}</Text>
      )}
    </div>
  )
}

export const config = defineWidgetConfig({ zone: "order.details.side.before" })

export default OrderFinality
