import { useState } from "react"
import { Link } from "react-router-dom"
import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Button, Container, Heading, Table, Text } from "@medusajs/ui"
import type { Json } from "../../../../api/json"
import { Failure } from "../../../components/failure"
import { SecretOnce } from "../../../components/secret-once"
import { WebhookDrawer } from "../../../components/webhook-drawer"
import { WebhookStatus } from "../../../components/webhook-status"
import { useRead } from "../../../lib/use-read"
import { useTexts } from "../../../lib/use-texts"
import { useWebhookActions } from "../../../lib/use-webhook-actions"
import {
  isWebhookMoving,
  WEBHOOKS,
  type Webhook,
  type WebhookDeliveriesResponse,
  type WebhookListResponse,
} from "../../../lib/webhooks"

const COLUMNS = [
  "webhooks.url",
  "records.status",
  "webhooks.lastSuccess",
  "webhooks.failingSince",
  "deliveries.pending",
]

/** Where events go outside, and how each receiver does. */
const OrderWebhooks = () => {
  const { t } = useTexts()
  const { create } = useWebhookActions()
  const [isCreating, setIsCreating] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const { data, error, refetch } = useRead<WebhookListResponse>(WEBHOOKS, {
    query: { limit: 1_000 },
    isMoving: ({ order_webhooks }) => order_webhooks.some(isWebhookMoving),
  })
  return (
    <Container className="divide-y p-0">
      <div className="flex items-center justify-between gap-x-4 px-6 py-4">
        <div>
          <Heading>{t("webhooks.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("webhooks.subtitle")}
          </Text>
        </div>
        <Button
          size="small"
          variant="secondary"
          onClick={() => setIsCreating(true)}
        >
          {t("webhooks.create")}
        </Button>
      </div>
      {error && <Failure error={error} onRetry={refetch} />}
      {data?.order_webhooks.length === 0 && (
        <Text size="small" className="px-6 py-4">
          {t("webhooks.none")}
        </Text>
      )}
      {data && data.order_webhooks.length > 0 && (
        <Table>
          <Table.Header>
            <Table.Row>
              {COLUMNS.map((column) => (
                <Table.HeaderCell key={column}>{t(column)}</Table.HeaderCell>
              ))}
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {data.order_webhooks.map((webhook) => (
              <Row key={webhook.id} webhook={webhook} />
            ))}
          </Table.Body>
        </Table>
      )}
      {isCreating && (
        <WebhookDrawer
          webhook={null}
          onClose={() => setIsCreating(false)}
          onSave={async (values) => {
            const created = await create(values)
            if (created) {
              setSecret(created.secret)
            }
            return created !== null
          }}
        />
      )}
      <SecretOnce secret={secret} onClose={() => setSecret(null)} />
    </Container>
  )
}

const Row = ({ webhook }: { webhook: Json<Webhook> }) => {
  const { toTime } = useTexts()
  const { id, url, description, last_success_at, failing_since } = webhook
  const { data } = useRead<WebhookDeliveriesResponse>(
    `${WEBHOOKS}/${id}/deliveries`,
    {
      query: { status: "pending", limit: 1 },
      isMoving: () => isWebhookMoving(webhook),
    }
  )
  return (
    <Table.Row>
      <Table.Cell>
        <Link
          to={`/settings/order-webhooks/${id}`}
          className="text-ui-fg-interactive-hover break-all"
        >
          {url}
        </Link>
        {description && (
          <Text size="xsmall" className="text-ui-fg-subtle">
            {description}
          </Text>
        )}
      </Table.Cell>
      <Table.Cell>
        <WebhookStatus webhook={webhook} />
      </Table.Cell>
      <Table.Cell>{last_success_at && toTime(last_success_at)}</Table.Cell>
      <Table.Cell>{failing_since && toTime(failing_since)}</Table.Cell>
      <Table.Cell>{data?.count}</Table.Cell>
    </Table.Row>
  )
}

export const config = defineRouteConfig({
  label: "webhooks.title",
  translationNs: "orderFinalization",
})

export default OrderWebhooks
