import { toWebhookBody } from "../../src/webhooks/to-webhook-body"

const SOURCE = "https://shop.example.com"

const EVENT = {
  event_id: "ordev_1",
  name: "order.finalized",
  occurred_at: "2026-11-25T10:00:00.000Z",
  order_id: "order_1",
  sequence: 2,
  data: { id: "order_1", event_id: "ordev_1", total: 10.5 },
}

describe("The body of a webhook", () => {
  it("has the type, the timestamp and the data of Standard Webhooks", () => {
    const { body, contentType } = toWebhookBody(EVENT, "standard", SOURCE)
    expect(contentType).toBe("application/json")
    expect(JSON.parse(body)).toEqual({
      type: "order.finalized",
      timestamp: "2026-11-25T10:00:00.000Z",
      data: EVENT.data,
    })
  })

  it("is a CloudEvent where the endpoint wants one", () => {
    const { body, contentType } = toWebhookBody(EVENT, "cloudevents", SOURCE)
    expect(contentType).toBe("application/cloudevents+json")
    expect(JSON.parse(body)).toEqual({
      specversion: "1.0",
      id: "ordev_1",
      source: SOURCE,
      type: "order.finalized",
      subject: "order_1",
      time: "2026-11-25T10:00:00.000Z",
      sequence: "0000000002",
      partitionkey: "order_1",
      datacontenttype: "application/json",
      data: EVENT.data,
    })
  })

  it("leaves out what a test event has not", () => {
    const test = {
      ...EVENT,
      name: "webhook.test",
      order_id: null,
      sequence: null,
      data: {},
    }
    const { body } = toWebhookBody(test, "cloudevents", SOURCE)
    const event = JSON.parse(body)
    expect(event).not.toHaveProperty("subject")
    expect(event).not.toHaveProperty("sequence")
    expect(event).not.toHaveProperty("partitionkey")
  })

  it("is the same for each attempt", () => {
    expect(toWebhookBody(EVENT, "standard", SOURCE)).toEqual(
      toWebhookBody({ ...EVENT }, "standard", SOURCE)
    )
  })
})
