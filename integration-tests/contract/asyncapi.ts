import { version } from "../../package.json"
import { OrderFinalizationEvents } from "../../src"
import { type Definitions, moveReferences, pick } from "./json-schemas"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

const ORDER_ID = "$message.payload#/partitionkey"

const ref = ($ref: string) => ({ $ref })

const payload = (type: string) => ref(`#/components/schemas/${type}`)

const CLOUD_EVENT = {
  name: "OrderCloudEvent",
  title: "An event as CloudEvents 1.0",
  contentType: "application/cloudevents+json",
  payload: payload("OrderCloudEvent"),
}

/** Of every request to an endpoint. */
const WEBHOOK_HEADERS = {
  type: "object",
  required: [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "webhook-attempt",
  ],
  properties: {
    "webhook-id": {
      type: "string",
      description: "The event's `event_id`: the deduplication key",
    },
    "webhook-timestamp": {
      type: "string",
      description: "When the request was sent, in seconds since 1970",
    },
    "webhook-signature": {
      type: "string",
      description:
        "`v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body`; one for each secret, separated by a space",
    },
    "webhook-attempt": {
      type: "string",
      description: "Which attempt this is: 1 for the first",
    },
  },
}

const MESSAGES = {
  orderFinalized: {
    name: FINALIZED,
    title: "The order exists, is paid, and stays",
    contentType: "application/json",
    payload: payload("OrderFinalizedEventData"),
  },
  orderReverted: {
    name: REVERTED,
    title: "Whatever was done for the order is to be undone",
    contentType: "application/json",
    payload: payload("OrderRevertedEventData"),
  },
  orderWebhook: {
    name: "OrderWebhookBody",
    title: "An event as Standard Webhooks 1.0",
    contentType: "application/json",
    headers: WEBHOOK_HEADERS,
    payload: payload("OrderWebhookBody"),
  },
  orderWebhookCloudEvent: {
    ...CLOUD_EVENT,
    name: "OrderWebhookCloudEvent",
    headers: WEBHOOK_HEADERS,
    payload: payload("OrderWebhookCloudEvent"),
  },
  orderCloudEvent: CLOUD_EVENT,
  kafkaOrderCloudEvent: {
    ...CLOUD_EVENT,
    bindings: {
      kafka: {
        key: { type: "string", description: "The order's ID" },
        bindingVersion: "0.5.0",
      },
    },
  },
}

type MessageName = keyof typeof MESSAGES

const messages = (...names: MessageName[]) =>
  Object.fromEntries(
    names.map((name) => [name, ref(`#/components/messages/${name}`)])
  )

const CHANNELS = {
  eventBus: {
    address: "{event}",
    title: "Medusa's event bus, for the subscribers of a backend",
    parameters: { event: { enum: [FINALIZED, REVERTED] } },
    messages: messages("orderFinalized", "orderReverted"),
  },
  webhook: {
    address: null,
    title: "An endpoint of `/admin/order-webhooks`",
    messages: messages("orderWebhook", "orderWebhookCloudEvent"),
  },
  natsJetStream: {
    address: "orders.{orderId}",
    title: "NATS JetStream, by the recipe `nats-jetstream`",
    parameters: { orderId: { location: ORDER_ID } },
    messages: messages("orderCloudEvent"),
  },
  rabbitMq: {
    address: "orders.{orderId}",
    title: "RabbitMQ, by the recipe `rabbitmq`",
    parameters: { orderId: { location: ORDER_ID } },
    bindings: {
      amqp: {
        is: "routingKey",
        exchange: { name: "orders", type: "topic", durable: true },
        bindingVersion: "0.3.0",
      },
    },
    messages: messages("orderCloudEvent"),
  },
  kafka: {
    address: "order-events",
    title: "Kafka, by the recipe `kafka`",
    messages: messages("kafkaOrderCloudEvent"),
  },
}

/** The document of the events and the channels that they leave by, AsyncAPI 3.0. */
export const buildAsyncApi = (definitions: Definitions) => ({
  asyncapi: "3.0.0",
  info: {
    title: "medusa-plugin-order-finalized",
    version,
    description:
      "One durable answer per order: `order.finalized` once it is paid and here to stay, `order.reverted` if it is undone. Deduplicate by `event_id`; an order's events come in their `sequence`.",
    license: { name: "MIT" },
  },
  defaultContentType: "application/json",
  channels: CHANNELS,
  operations: Object.fromEntries(
    Object.keys(CHANNELS).map((channel) => [
      `send_${channel}`,
      { action: "send", channel: ref(`#/channels/${channel}`) },
    ])
  ),
  components: {
    messages: MESSAGES,
    schemas: moveReferences(
      pick(definitions, [
        "OrderFinalizedEventData",
        "OrderRevertedEventData",
        "OrderWebhookBody",
        "OrderWebhookCloudEvent",
        "OrderCloudEvent",
      ]),
      "#/components/schemas/"
    ),
  },
})
