import { Button, clx, Text } from "@medusajs/ui"
import type { Answer } from "../lib/standing"
import { toTimeline, type TimelineEntry } from "../lib/timeline"
import { useConsumerName } from "../lib/use-consumer-name"
import { useOrderActions } from "../lib/use-order-actions"
import { useTexts } from "../lib/use-texts"

const DOTS = {
  green: "bg-ui-tag-green-icon",
  orange: "bg-ui-tag-orange-icon",
  red: "bg-ui-tag-red-icon",
  grey: "bg-ui-tag-neutral-icon",
}

/** An order's way to its answer, and what may be done again. */
export const Timeline = ({ answer }: { answer: Answer }) => {
  const { t } = useTexts()
  return (
    <ol aria-label={t("widget.timeline")} className="flex flex-col gap-y-3">
      {toTimeline(answer).map((entry) => (
        <Entry key={entry.key} entry={entry} />
      ))}
    </ol>
  )
}

const Entry = ({ entry }: { entry: TimelineEntry }) => {
  const { t, toTime, toMoney } = useTexts()
  const { redeliver, retry } = useOrderActions()
  const toName = useConsumerName()
  const { text, at, color, error, shortfall } = entry
  const { consumer } = entry.values
  const values = {
    ...entry.values,
    ...(consumer !== undefined && { consumer: toName(String(consumer)) }),
    ...(shortfall && {
      shortfall: toMoney(shortfall.amount, shortfall.currency_code),
    }),
  }
  /** Of several buttons that read alike. */
  const toLabel = (action: string) =>
    [t(`actions.${action}.label`), entry.values.name, values.consumer]
      .filter(Boolean)
      .join(", ")
  return (
    <li className="flex gap-x-3">
      <span
        aria-hidden
        className={clx("mt-1.5 size-2 shrink-0 rounded-full", DOTS[color])}
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <Text size="small" leading="compact">
          {t(`timeline.${text}`, values)}
        </Text>
        {at && (
          <Text size="xsmall" className="text-ui-fg-subtle">
            <time dateTime={at}>{toTime(at)}</time>
          </Text>
        )}
        {error && (
          <Text size="xsmall" className="text-ui-fg-error break-words">
            {error}
          </Text>
        )}
      </div>
      {entry.retry && (
        <Button
          size="small"
          variant="secondary"
          className="self-start"
          aria-label={toLabel("retry")}
          onClick={() => retry(entry.retry!)}
        >
          {t("actions.retry.label")}
        </Button>
      )}
      {entry.redeliver && (
        <Button
          size="small"
          variant="transparent"
          className="self-start"
          aria-label={toLabel("redeliver")}
          onClick={() => redeliver(entry.redeliver!)}
        >
          {t("actions.redeliver.label")}
        </Button>
      )}
    </li>
  )
}
