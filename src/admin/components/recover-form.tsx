import { useState } from "react"
import { Button, Input } from "@medusajs/ui"
import { useTexts } from "../lib/use-texts"
import { useWebhookActions } from "../lib/use-webhook-actions"
import { Field } from "./field"

type Props = { webhook: { id: string; url: string } }

/** Has a webhook be sent what it missed since a time. */
export const RecoverForm = ({ webhook }: Props) => {
  const { t } = useTexts()
  const { recover } = useWebhookActions()
  const [since, setSince] = useState("")
  return (
    <form
      className="flex flex-wrap items-end gap-4 px-6 py-4"
      onSubmit={(event) => {
        event.preventDefault()
        // As the reader's clock has it.
        void recover(webhook, { since: new Date(since).toISOString() })
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
      <Button size="small" variant="secondary" type="submit" disabled={!since}>
        {t("actions.recoverWebhook.label")}
      </Button>
    </form>
  )
}
