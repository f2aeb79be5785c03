import { addFinalizationGate, processOnce } from "../../src"
import { askFinalizationGates } from "../../src/gates"
import { describeOptions } from "../../src/modules/order-finalization/describe-options"
import { parseOptions } from "../../src/modules/order-finalization/options"
import { version } from "../../package.json"

const handler = () => async () => {}

describe("A file that is loaded again", () => {
  afterEach(() => {
    delete process.env.MEDUSA_HMR_ENABLED
  })

  it("is refused for a name that is taken", () => {
    processOnce("twice", handler())
    expect(() => processOnce("twice", handler())).toThrow("is there already")
    addFinalizationGate("twice", async () => ({ pass: true }))
    expect(() =>
      addFinalizationGate("twice", async () => ({ pass: true }))
    ).toThrow("is there already")
  })

  it("takes the place of what it had registered, under hot reload", async () => {
    process.env.MEDUSA_HMR_ENABLED = "true"
    processOnce("reloaded", handler())
    processOnce("reloaded", handler())
    addFinalizationGate("reloaded", async () => ({ hold: "the old one" }))
    addFinalizationGate("reloaded", async () => ({ hold: "the new one" }))
    const input = { order_id: "order_1", container: {} as never }
    expect(await askFinalizationGates(input)).toBe("reloaded: the new one")
  })

  it("refuses a colon in a consumer's name: that is kept for webhooks", () => {
    expect(() => processOnce("webhook:orwh_1", handler())).toThrow(
      'got "webhook:orwh_1"'
    )
  })
})

describe("The line at boot", () => {
  it("names the version and every option that is in force, defaults included", () => {
    expect(describeOptions(parseOptions({}))).toBe(
      `medusa-plugin-order-finalized ${version}: finalizeOn "authorized", awaitingPaymentTimeout null, revertedEvents "all", reconcileAfter "1m", eventRetention "30d", webhooks.encryptionKey null, webhooks.allowedNetworks [], cloudEventsSource "medusa-plugin-order-finalized"`
    )
    const options = {
      finalizeOn: "captured",
      awaitingPaymentTimeout: "7d",
      revertedEvents: "finalized",
      reconcileAfter: "90s",
      eventRetention: "36h",
      cloudEventsSource: "https://shop.example.com",
    }
    const line = describeOptions(parseOptions(options))
    for (const [name, value] of Object.entries(options)) {
      expect(line).toContain(`${name} "${value}"`)
    }
    const known = Object.keys(parseOptions({}))
    expect(known.filter((name) => !line.includes(name))).toEqual([])
  })
})
