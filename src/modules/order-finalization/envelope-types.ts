import type {
  OrderFinalizationEvents,
  OrderFinalizedEventData,
  OrderRevertedEventData,
} from "./types"

/** An event in the envelope of Standard Webhooks. */
type Webhook<Name, Data> = {
  type: Name
  /**
   * ISO 8601; the `occurred_at` of `data`.
   *
   * @format date-time
   */
  timestamp: string
  data: Data
}

/** What `webhook.test` says, which is of no order. */
export type OrderWebhookTestData = { webhook_id: string }

/** The body of a webhook, unless its format is `cloudevents`. */
export type OrderWebhookBody =
  | Webhook<typeof OrderFinalizationEvents.FINALIZED, OrderFinalizedEventData>
  | Webhook<typeof OrderFinalizationEvents.REVERTED, OrderRevertedEventData>
  | Webhook<"webhook.test", OrderWebhookTestData>

/** What every CloudEvent says, around `data`. */
export type CloudEventAttributes<Name> = {
  specversion: "1.0"
  /** The event's `event_id`. */
  id: string
  /**
   * The option `cloudEventsSource`.
   *
   * @format uri-reference
   */
  source: string
  type: Name
  /**
   * ISO 8601; the `occurred_at` of `data`.
   *
   * @format date-time
   */
  time: string
  datacontenttype: "application/json"
}

/** What a CloudEvent says of the order that it is of. */
export type CloudEventOrderAttributes = {
  /** The order's ID. */
  subject: string
  /**
   * The event's `sequence` in ten digits, as CloudEvents compares sequences as text.
   *
   * @pattern ^\d{10}$
   */
  sequence: string
  /** The order's ID: events of one order stay in order. */
  partitionkey: string
}

type CloudEvent<Name, Data> = CloudEventAttributes<Name> &
  CloudEventOrderAttributes & { data: Data }

/** An event as CloudEvents 1.0 in structured mode, `application/cloudevents+json`. */
export type OrderCloudEvent =
  | CloudEvent<
      typeof OrderFinalizationEvents.FINALIZED,
      OrderFinalizedEventData
    >
  | CloudEvent<typeof OrderFinalizationEvents.REVERTED, OrderRevertedEventData>

/** The body of a webhook whose format is `cloudevents`. */
export type OrderWebhookCloudEvent =
  | OrderCloudEvent
  | (CloudEventAttributes<"webhook.test"> & { data: OrderWebhookTestData })
