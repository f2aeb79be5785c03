import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { ArrowPath, CheckCircle } from "@medusajs/icons"
import { Container, Heading, Text } from "@medusajs/ui"
import type { AdminOrderFinalizationDetailResponse } from "../../api/answers"
import { ActionsMenu } from "../components/actions-menu"
import { Failure } from "../components/failure"
import { Since } from "../components/since"
import { StandingBadge } from "../components/standing-badge"
import { Timeline } from "../components/timeline"
import { isNotFound } from "../lib/refresh-interval"
import { toReviewNote } from "../lib/review"
import {
  isMoving,
  isReleasable,
  toSince,
  toStanding,
  type Answer,
} from "../lib/standing"
import { useOrderActions } from "../lib/use-order-actions"
import { useRead } from "../lib/use-read"
import { useTexts } from "../lib/use-texts"
import { useWords } from "../lib/use-words"

/** On an order: its answer in words, how it came to it, and what can be done. */
const OrderFinality = ({ data: order }: DetailWidgetProps<AdminOrder>) => {
  const { t } = useTexts()
  const { lookAgain, release } = useOrderActions()
  const path = `/admin/orders/${order.id}/finalization`
  const { data, error, refetch } =
    useRead<AdminOrderFinalizationDetailResponse>(path, {
      isMoving,
      mayAppear: true,
    })
  const isThere = !error || !isNotFound(error)
  const answer = isThere ? data : undefined
  // The dashboard reads the order anew once it has cancelled it: it knows first.
  const isCanceled = [order.status, answer?.order?.status].includes("canceled")
  const record = answer?.order_finalization
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
      onSelect: () => void lookAgain(order.id, isCanceled),
    },
  ]
  return (
    <Container className="divide-y p-0" data-order-finality>
      <div className="flex items-center justify-between px-6 py-4">
        <Heading level="h2">{t("page.title")}</Heading>
        <ActionsMenu label={t("widget.menu")} actions={actions} />
      </div>
      {error && isThere && <Failure error={error} onRetry={refetch} />}
      {!isThere && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("widget.none")}
        </Text>
      )}
      {answer && <Standing answer={answer} isCanceled={isCanceled} />}
      {answer && (
        <div className="px-6 py-4">
          <Timeline answer={answer} />
        </div>
      )}
    </Container>
  )
}

type StandingProps = { answer: Answer; isCanceled: boolean }

const Standing = ({ answer, isCanceled }: StandingProps) => {
  const { t } = useTexts()
  const words = useWords()
  const { order_finalization: record } = answer
  const since = toSince(record, isCanceled, record.events)
  const note = toReviewNote(record)
  return (
    <div className="flex flex-col items-start gap-y-2 px-6 py-4">
      <StandingBadge standing={toStanding(record, isCanceled)} />
      {since && (
        <Text size="small" className="text-ui-fg-subtle">
          <Since since={since} />
        </Text>
      )}
      {note && (
        <Text size="small">
          {t("widget.review", { why: words.toReview(note) })}
        </Text>
      )}
    </div>
  )
}

export const config = defineWidgetConfig({ zone: "order.details.side.before" })

export default OrderFinality
