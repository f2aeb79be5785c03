import { Button, Text } from "@medusajs/ui"
import { useTexts } from "../lib/use-texts"

type Props = { error: Error; onRetry: () => void }

/** What could not be read, why, and the way to try again. */
export const Failure = ({ error, onRetry }: Props) => {
  const { t } = useTexts()
  return (
    <div role="alert" className="flex flex-col items-start gap-y-2 px-6 py-4">
      <Text size="small" weight="plus">
        {t("failure.title")}
      </Text>
      <Text size="small" className="text-ui-fg-subtle">
        {error.message}
      </Text>
      <Button size="small" variant="secondary" onClick={onRetry}>
        {t("failure.again")}
      </Button>
    </div>
  )
}
