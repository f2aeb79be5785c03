import { describeInBrowser } from "../helpers/browser/describe-in-browser"
import { orderJourneys } from "./order-journeys"

describeInBrowser("The dashboard", (context) => {
  describe("on an order", () => orderJourneys(context))

  it("has sent no request that leaves the machine, and left no error uncaught", () => {
    expect(context.strayRequests).toEqual([])
    expect(context.pageErrors).toEqual([])
  })
})
