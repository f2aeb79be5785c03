import { useState } from "react"
import { Button, Input } from "@medusajs/ui"
import { useBusy } from "../lib/use-busy"
import { useTexts } from "../lib/use-texts"
import { useWebhookActions } from "../lib/use-webhook-actions"
import { Field } from "./field"

type Props = { webhook: { id: string; url: string } }

/** Has a webhook be sent what it missed since a time. */
export const RecoverForm = ({ webhook }: Props) => {
  const { t } = useTexts()
  const { recover } = useWebhookActions()
  const { isBusy, run } = useBusy()
  const [since, setSince] = useState("")
  return (
    <form
      className="flex flex-wrap items-end gap-4 px-6 py-4"
      onSubmit={(event) => {
        event.preventDefault()
        // As the reader's clock has it.
        const at = new Date(since).toISOString()
        void run(() => recover(webhook, { since: at }))
      }}
    >
      <Field label={t("webhooks.recover")} hint={t("webhooks.recoverHint")}>
        {(ids) => (
          <Input
            {...ids}
            type="datetime-local"
            required
            value={since}
            onChange={({ target }) => setSince(target.value)}
          />
        )}
      </Field>
      <Button
        size="small"
        variant="secondary"
        type="submit"
        disabled={!since}
        isLoading={isBusy}
      >
        {t("actions.recoverWebhook.label")}
      </Button>
    </form>
  )
}
