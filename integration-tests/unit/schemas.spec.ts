import * as fs from "fs"
import { Parser } from "@asyncapi/parser"
import { CloudEvent } from "cloudevents"
import { buildSchemas } from "../contract/build-schemas"
import { SCHEMAS } from "../contract/paths"
import { buildCloudEvent } from "../../src/modules/order-finalization/build-cloud-event"
import { findFault } from "../helpers/watch/event-contract"
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

const toCloudEvent = (data: { id: string; event_id: string }) =>
  buildCloudEvent(
    {
      event_id: data.event_id,
      name: "order.finalized",
      occurred_at: finalized.occurred_at,
      order_id: data.id,
      sequence: 1,
      data,
    },
    "https://shop.example.com"
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
      ["order-cloud-event", toCloudEvent(finalized)],
    ]
    for (const [schema, value] of right) {
      expect([schema, findFault(schema, value)]).toEqual([schema, null])
      expect(findFault(schema, { ...value, email: "ada@example.com" })).toMatch(
        /must NOT have additional properties/
      )
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
    const event = new CloudEvent(toCloudEvent(finalized))
    expect(event.validate()).toBe(true)
    expect(event).toMatchObject({
      id: "ordev_1",
      source: "https://shop.example.com",
      type: "order.finalized",
      subject: "order_1",
      sequence: "0000000001",
      partitionkey: "order_1",
      data: finalized,
    })
  })
})
