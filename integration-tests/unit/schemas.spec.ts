import * as fs from "fs"
import { Parser } from "@asyncapi/parser"
import { CloudEvent } from "cloudevents"
import { buildSchemas } from "../contract/build-schemas"
import { SCHEMAS } from "../contract/paths"
import { buildCloudEvent } from "../../src/modules/order-finalization/build-cloud-event"
import {
  findFault,
  noteIfInvalid,
  noteIfInvalidBody,
  takeInvalidEvents,
} from "../helpers/watch/event-contract"
import { createAjv, readSchema } from "../helpers/watch/json-schema"

const finalized = {
  id: "order_1",
  event_id: "ordev_1",
  sequence: 1,
  occurred_at: "2026-11-23T12:00:00.000Z",
  cart_id: null,
  display_id: 7,
  currency_code: "eur",
  total: 40.5,
  payment: {
    status: "captured",
    authorized_amount: 40.5,
    captured_amount: 40.5,
    transaction_ids: ["ordtrx_1"],
  },
}

const reverted = {
  id: "order_1",
  event_id: "ordev_2",
  sequence: 2,
  occurred_at: "2026-11-23T12:00:01.000Z",
  cart_id: "cart_1",
  display_id: null,
  was_finalized: true,
  reason: { code: "workflow_canceled", step: null },
}

const SOURCE = "https://shop.example.com"

/** As it is sent: what an event has not is left out. */
const asSent = <T extends object>(event: T): T =>
  JSON.parse(JSON.stringify(event))

const toCloudEvent = (data: { id: string; event_id: string }) =>
  asSent(
    buildCloudEvent(
      {
        event_id: data.event_id,
        name: "order.finalized",
        occurred_at: finalized.occurred_at,
        order_id: data.id,
        sequence: 1,
        data,
      },
      SOURCE
    )
  )

const webhookTest = {
  type: "webhook.test",
  timestamp: finalized.occurred_at,
  data: { webhook_id: "ordwh_1" },
}

const testCloudEvent = asSent(
  buildCloudEvent(
    {
      event_id: "test_1",
      name: "webhook.test",
      occurred_at: finalized.occurred_at,
      order_id: null,
      sequence: null,
      data: webhookTest.data,
    },
    SOURCE
  )
)

describe("The schemas that the package has", () => {
  it("are those of today's types and routes (npm run schemas)", () => {
    const committed = Object.fromEntries(
      fs
        .readdirSync(SCHEMAS)
        .map((file) => [file, fs.readFileSync(`${SCHEMAS}/${file}`, "utf8")])
    )
    expect(committed).toEqual(buildSchemas())
  })

  it.each([
    "order-finalized",
    "order-reverted",
    "order-webhook",
    "order-webhook-cloud-event",
    "order-cloud-event",
  ])("are JSON Schema 2020-12: %s", (name) => {
    const schema = readSchema(name)
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema")
    expect(createAjv().validateSchema(schema)).toBe(true)
  })

  it("take each event, in each envelope, and nothing beside it", () => {
    const { occurred_at: timestamp } = finalized
    const webhook = { type: "order.finalized", timestamp, data: finalized }
    const right: [string, object][] = [
      ["order-finalized", finalized],
      ["order-reverted", reverted],
      ["order-webhook", webhook],
      ["order-webhook", { ...webhook, type: "order.reverted", data: reverted }],
      ["order-webhook", webhookTest],
      ["order-cloud-event", toCloudEvent(finalized)],
      ["order-webhook-cloud-event", toCloudEvent(finalized)],
      ["order-webhook-cloud-event", testCloudEvent],
    ]
    for (const [schema, value] of right) {
      expect([schema, findFault(schema, value)]).toEqual([schema, null])
      expect(findFault(schema, { ...value, email: "ada@example.com" })).toMatch(
        /must NOT have additional properties/
      )
      for (const key of Object.keys(value)) {
        const rest = Object.entries(value).filter(([other]) => other !== key)
        const fault = findFault(schema, Object.fromEntries(rest))
        expect([schema, key, fault]).toEqual([
          schema,
          key,
          expect.stringContaining("must have required property"),
        ])
      }
    }
    const wrong: [string, object][] = [
      ["order-finalized", reverted],
      ["order-finalized", { ...finalized, sequence: 1.5 }],
      ["order-finalized", { ...finalized, occurred_at: "today" }],
      ["order-finalized", { ...finalized, currency_code: "EUR" }],
      ["order-finalized", { ...finalized, event_id: "evt_1" }],
      [
        "order-reverted",
        { ...reverted, reason: { code: "bored", step: null } },
      ],
      ["order-webhook", { ...webhook, type: "order.reverted" }],
      ["order-cloud-event", { ...toCloudEvent(finalized), sequence: "1" }],
      ["order-cloud-event", testCloudEvent],
    ]
    for (const [schema, value] of wrong) {
      expect([schema, value, findFault(schema, value)]).toEqual([
        schema,
        value,
        expect.any(String),
      ])
    }
  })

  it("are accepted as AsyncAPI 3.0, without an error", async () => {
    const text = fs.readFileSync(`${SCHEMAS}/asyncapi.json`, "utf8")
    const { document, diagnostics } = await new Parser().parse(text)
    const errors = diagnostics.filter(({ severity }) => severity === 0)
    expect(errors).toEqual([])
    expect(document!.version()).toBe("3.0.0")
    expect(
      document!
        .channels()
        .all()
        .map((channel) => channel.id())
    ).toEqual(["eventBus", "webhook", "natsJetStream", "rabbitMq", "kafka"])
  })
})

describe("An event as CloudEvents 1.0", () => {
  it("is one by the SDK of CloudEvents", () => {
    const sent = toCloudEvent(finalized)
    const event = new CloudEvent(sent)
    expect(event.validate()).toBe(true)
    // What it had to make up itself would be another.
    expect(event.toJSON()).toEqual(sent)
    expect(sent).toEqual({
      specversion: "1.0",
      id: "ordev_1",
      source: SOURCE,
      type: "order.finalized",
      subject: "order_1",
      time: finalized.occurred_at,
      datacontenttype: "application/json",
      sequence: "0000000001",
      partitionkey: "order_1",
      data: finalized,
    })
  })
})

describe("Whatever a suite hears", () => {
  it("is held to its schema: an event, and the body of a webhook", () => {
    noteIfInvalid("order.finalized", finalized)
    noteIfInvalid("order.finalized", reverted)
    noteIfInvalidBody("application/json", JSON.stringify(webhookTest))
    noteIfInvalidBody("application/json", JSON.stringify(finalized))
    const sent = JSON.stringify(testCloudEvent)
    noteIfInvalidBody("application/cloudevents+json", sent)
    noteIfInvalidBody("application/json", sent)
    expect(takeInvalidEvents()).toEqual([
      expect.stringMatching(/^order.finalized: .*ordev_2/),
      expect.stringMatching(/^application.json: .*ordev_1/),
      expect.stringMatching(/^application.json: .*test_1/),
    ])
    expect(takeInvalidEvents()).toEqual([])
  })
})
