import { describeInBrowser } from "../helpers/browser/describe-in-browser"
import { finalityJourneys } from "./finality-journeys"
import { lookJourneys } from "./look-journeys"
import { orderJourneys } from "./order-journeys"
import { webhookJourneys } from "./webhook-journeys"

describeInBrowser("The dashboard", (context) => {
  describe("on an order", () => orderJourneys(context))
  describe("on the page of all orders", () => finalityJourneys(context))
  describe("in the settings", () => webhookJourneys(context))
  describe("on every screen", () => lookJourneys(context))

  it("has sent no request that leaves the machine, and left no error uncaught", () => {
    expect(context.strayRequests).toEqual([])
    expect(context.pageErrors).toEqual([])
  })
})
