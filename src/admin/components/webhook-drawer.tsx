import { useId, useState } from "react"
import {
  Button,
  Checkbox,
  Drawer,
  Input,
  Label,
  Select,
  Textarea,
} from "@medusajs/ui"
import type { Json } from "../../api/json"
import { OrderFinalizationEvents } from "../../modules/order-finalization/types"
import { OrderWebhookFormat } from "../../modules/order-finalization/webhook-types"
import { useBusy } from "../lib/use-busy"
import { useTexts } from "../lib/use-texts"
import { fromForm, toForm, type WebhookForm } from "../lib/webhook-form"
import type { Webhook } from "../lib/webhooks"
import { Field } from "./field"

type Props = {
  /** `null`: a new one. */
  webhook: Json<Webhook> | null
  onClose: () => void
  /** Whether it was taken. */
  onSave: (values: ReturnType<typeof fromForm>) => Promise<boolean>
}

/** A webhook to be added or changed. */
export const WebhookDrawer = ({ webhook, onClose, onSave }: Props) => {
  const { t } = useTexts()
  const { isBusy, run } = useBusy()
  const [form, setForm] = useState(() => toForm(webhook))
  const set = (values: Partial<WebhookForm>) => setForm({ ...form, ...values })

  const save = async () => {
    if (await onSave(fromForm(form))) {
      onClose()
    }
  }

  return (
    <Drawer open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Drawer.Content aria-describedby={undefined}>
        <form
          className="flex flex-1 flex-col overflow-hidden"
          onSubmit={(event) => {
            event.preventDefault()
            void run(save)
          }}
        >
          {/* Medusa's own header has a button without a name (4.2.6). */}
          <div className="border-ui-border-base border-b px-6 py-4">
            <Drawer.Title>
              {t(webhook ? "webhooks.edit" : "webhooks.create")}
            </Drawer.Title>
          </div>
          <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
            <Field label={t("webhooks.url")} hint={t("webhooks.urlHint")}>
              {(ids) => (
                <Input
                  {...ids}
                  type="url"
                  required
                  value={form.url}
                  onChange={({ target }) => set({ url: target.value })}
                />
              )}
            </Field>
            <Field label={t("webhooks.description")}>
              {(ids) => (
                <Input
                  {...ids}
                  value={form.description}
                  onChange={({ target }) => set({ description: target.value })}
                />
              )}
            </Field>
            <Events form={form} set={set} />
            <Field label={t("webhooks.format")}>
              {({ id }) => (
                <Select
                  value={form.format}
                  onValueChange={(format: WebhookForm["format"]) =>
                    set({ format })
                  }
                >
                  <Select.Trigger id={id}>
                    <Select.Value />
                  </Select.Trigger>
                  <Select.Content>
                    {Object.values(OrderWebhookFormat).map((format) => (
                      <Select.Item key={format} value={format}>
                        {t(`webhooks.${format}`)}
                      </Select.Item>
                    ))}
                  </Select.Content>
                </Select>
              )}
            </Field>
            <Headers
              names={webhook?.header_names ?? []}
              form={form}
              set={set}
            />
            <Field label={t("webhooks.maxInFlight")}>
              {(ids) => (
                <Input
                  {...ids}
                  type="number"
                  min={1}
                  max={100}
                  required
                  value={form.max_in_flight}
                  onChange={({ target }) =>
                    set({ max_in_flight: target.value })
                  }
                />
              )}
            </Field>
          </Drawer.Body>
          <Drawer.Footer>
            <Button type="button" variant="secondary" onClick={onClose}>
              {t("actions.cancel")}
            </Button>
            <Button
              type="submit"
              disabled={form.events.length === 0}
              isLoading={isBusy}
            >
              {t("webhooks.save")}
            </Button>
          </Drawer.Footer>
        </form>
      </Drawer.Content>
    </Drawer>
  )
}

type PartProps = {
  form: WebhookForm
  set: (values: Partial<WebhookForm>) => void
}

const Headers = ({ names, form, set }: PartProps & { names: string[] }) => {
  const { t } = useTexts()
  const id = useId()
  return (
    <>
      <Field
        label={t("webhooks.headers")}
        hint={
          names.length
            ? t("webhooks.headersKept", { names: names.join(", ") })
            : t("webhooks.headersHint")
        }
      >
        {(ids) => (
          <Textarea
            {...ids}
            placeholder="authorization: Bearer …"
            disabled={form.dropsHeaders}
            value={form.headers}
            onChange={({ target }) => set({ headers: target.value })}
          />
        )}
      </Field>
      {names.length > 0 && (
        <div className="flex items-center gap-x-2">
          <Checkbox
            id={id}
            checked={form.dropsHeaders}
            onCheckedChange={(isChecked) =>
              set({ dropsHeaders: isChecked === true })
            }
          />
          <Label htmlFor={id} size="small">
            {t("webhooks.dropHeaders")}
          </Label>
        </div>
      )}
    </>
  )
}

const Events = ({ form, set }: PartProps) => {
  const { t } = useTexts()
  return (
    <fieldset className="flex flex-col gap-y-2">
      <legend className="txt-compact-small-plus pb-2">
        {t("webhooks.events")}
      </legend>
      {Object.values(OrderFinalizationEvents).map((name) => (
        <div key={name} className="flex items-center gap-x-2">
          <Checkbox
            id={name}
            checked={form.events.includes(name)}
            onCheckedChange={(isChecked) => {
              const others = form.events.filter((each) => each !== name)
              set({ events: isChecked ? [...others, name] : others })
            }}
          />
          <Label htmlFor={name} size="small">
            {name}
          </Label>
        </div>
      ))}
    </fieldset>
  )
}
