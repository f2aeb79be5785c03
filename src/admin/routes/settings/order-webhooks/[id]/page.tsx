import { useState } from "react"
import { useNavigate, useParams } from "react-router-dom"
import { Button, Container, Heading, Text } from "@medusajs/ui"
import type { Json } from "../../../../../api/json"
import { ActionsMenu } from "../../../../components/actions-menu"
import { AttemptLine } from "../../../../components/attempt-line"
import { Failure } from "../../../../components/failure"
import { RecoverForm } from "../../../../components/recover-form"
import { SecretOnce } from "../../../../components/secret-once"
import { WebhookDeliveries } from "../../../../components/webhook-deliveries"
import { WebhookDrawer } from "../../../../components/webhook-drawer"
import { WebhookStatus } from "../../../../components/webhook-status"
import { useRead } from "../../../../lib/use-read"
import { useTexts } from "../../../../lib/use-texts"
import { useWebhookActions } from "../../../../lib/use-webhook-actions"
import {
  isWebhookMoving,
  WEBHOOKS,
  type WebhookResponse,
  type WebhookTestResponse,
} from "../../../../lib/webhooks"

type Attempt = Json<WebhookTestResponse>["attempt"]

/** One webhook: what can be done about it, and what it was sent. */
const OrderWebhook = () => {
  const { t } = useTexts()
  const { id = "" } = useParams()
  const navigate = useNavigate()
  const actions = useWebhookActions()
  const [isEditing, setIsEditing] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [tested, setTested] = useState<Attempt | null>(null)
  const { data, error, refetch } = useRead<WebhookResponse>(
    `${WEBHOOKS}/${id}`,
    { isMoving: ({ order_webhook }) => isWebhookMoving(order_webhook) }
  )
  const failure = error && <Failure error={error} onRetry={refetch} />
  if (!data) {
    return failure && <Container className="p-0">{failure}</Container>
  }
  const webhook = data.order_webhook
  const isSending = isWebhookMoving(webhook)

  const test = async () => {
    const answer = await actions.test(webhook)
    if (answer) {
      setTested(answer.attempt)
    }
  }
  const rotate = async () => {
    const answer = await actions.rotate(webhook)
    if (answer) {
      setSecret(answer.secret)
    }
  }
  const remove = async () => {
    if (await actions.remove(webhook)) {
      navigate("/settings/order-webhooks")
    }
  }
  const change = isSending ? "pauseWebhook" : "enableWebhook"

  return (
    <div className="flex flex-col gap-y-3">
      <Container className="divide-y p-0">
        {failure}
        <div className="flex items-center justify-between gap-x-4 px-6 py-4">
          <div className="flex flex-col items-start gap-y-2">
            <Heading className="break-all">{webhook.url}</Heading>
            {webhook.description && <Text>{webhook.description}</Text>}
            <WebhookStatus webhook={webhook} />
          </div>
          <div className="flex items-center gap-x-2">
            <Button
              size="small"
              variant="secondary"
              onClick={() => void test()}
            >
              {t("actions.testWebhook.label")}
            </Button>
            <ActionsMenu
              label={t("webhooks.menu")}
              actions={[
                {
                  label: t("webhooks.edit"),
                  onSelect: () => setIsEditing(true),
                },
                {
                  label: t("actions.rotateSecret.label"),
                  onSelect: () => void rotate(),
                },
                {
                  label: t(`actions.${change}.label`),
                  onSelect: () => void actions.change(change, webhook),
                },
                {
                  label: t("actions.deleteWebhook.label"),
                  onSelect: () => void remove(),
                },
              ]}
            />
          </div>
        </div>
        {/* There before what it says, or nobody is told. */}
        <div aria-live="polite">
          {tested && (
            <div className="px-6 py-4">
              <Text size="small" weight="plus">
                {t("webhooks.tested")}
              </Text>
              <AttemptLine attempt={tested} />
            </div>
          )}
        </div>
        <RecoverForm webhook={webhook} />
      </Container>
      <WebhookDeliveries id={id} isMoving={isSending} />
      {isEditing && (
        <WebhookDrawer
          webhook={webhook}
          onClose={() => setIsEditing(false)}
          onSave={async (values) => (await actions.update(id, values)) !== null}
        />
      )}
      <SecretOnce secret={secret} onClose={() => setSecret(null)} />
    </div>
  )
}

export default OrderWebhook
