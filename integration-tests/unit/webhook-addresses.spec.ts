import { AddressGuard } from "../../src/modules/order-finalization/webhooks/sending/address-guard"
import { createGuardedConnector } from "../../src/modules/order-finalization/webhooks/sending/guarded-connector"
import { isNetwork } from "../../src/modules/order-finalization/webhooks/sending/networks"
import { WebhookSender } from "../../src/modules/order-finalization/webhooks/sending/webhook-sender"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"

const PUBLIC = [
  "1.1.1.1",
  "8.8.8.8",
  "93.184.216.34",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.0.1",
  "172.32.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:800::200e",
  // A public address, as a network without IPv4 reaches it.
  "64:ff9b::808:808",
  "::ffff:8.8.8.8",
]

const INNER = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.100.100.200",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "0:0:0:0:0:ffff:a00:1",
  "::ffff:169.254.169.254",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::10.0.0.1",
  "64:ff9b::1",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:0:7f00:1::",
  "2001:db8::1",
  "2002:7f00:1::",
  "2002:a00:1::1",
  "2002:808:808::1",
  "3fff::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "",
  "erp.example.com",
]

describe("The guard of addresses", () => {
  const guard = new AddressGuard([])

  it.each(PUBLIC)("lets https go to %s, and http not", (address) => {
    expect(guard.allows(address, "https:")).toBe(true)
    expect(guard.allows(address, "http:")).toBe(false)
  })

  it.each(INNER)("lets nothing go to %j", (address) => {
    expect(guard.allows(address, "https:")).toBe(false)
    expect(guard.allows(address, "http:")).toBe(false)
  })

  it("opens the networks that are allowed, and no others", () => {
    const open = new AddressGuard(["10.0.0.0/8", "fd00::/8", "127.0.0.1/32"])
    for (const address of [
      "10.9.8.7",
      "::ffff:10.9.8.7",
      "64:ff9b::a09:807",
      "fd12::1",
      "127.0.0.1",
    ]) {
      expect(open.allows(address, "http:")).toBe(true)
      expect(open.allows(address, "https:")).toBe(true)
    }
    for (const address of ["127.0.0.2", "192.168.0.1", "fe80::1", "::1"]) {
      expect(open.allows(address, "http:")).toBe(false)
      expect(open.allows(address, "https:")).toBe(false)
    }
    expect(open.allows("8.8.8.8", "https:")).toBe(true)
    expect(open.allows("8.8.8.8", "http:")).toBe(false)
  })

  it("knows a network when it sees one", () => {
    for (const cidr of ["10.0.0.0/8", "127.0.0.1/32", "::/0", "fd00::/8"]) {
      expect(isNetwork(cidr)).toBe(true)
    }
    for (const cidr of [
      "10.0.0.0",
      "10.0.0.0/33",
      "10.0.0/8",
      "fd00::/129",
      "/8",
      "erp/8",
      "10.0.0.0/8 ",
      "10.0.0.0/-1",
      "",
    ]) {
      expect(isNetwork(cidr)).toBe(false)
    }
  })
})

describe("A webhook's way", () => {
  let receiver: WebhookReceiver

  beforeAll(async () => {
    receiver = await startWebhookReceiver((response) => response.end(), {
      isChecked: false,
    })
  })
  afterAll(() => receiver.close())

  const send = async (url: string, allowedNetworks: string[] = []) => {
    const sender = new WebhookSender({ allowedNetworks })
    const answer = await sender.send({
      endpointId: "webhook_1",
      url,
      id: "ordev_1",
      attempt: 1,
      body: "{}",
      contentType: "application/json",
      headers: {},
      secrets: [],
      signal: new AbortController().signal,
    })
    await sender.close()
    return answer
  }

  it.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0",
    "localhost",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
  ])("does not lead inside by %s: nobody is connected to", async (host) => {
    const before = receiver.connections
    for (const protocol of ["http", "https"]) {
      const answer = await send(`${protocol}://${host}:${receiver.port}/`)
      expect(answer).toMatchObject({
        error_code: "refused_address",
        status_code: null,
        was_sent: true,
      })
    }
    expect(receiver.connections).toBe(before)
  })

  it.each(["127.0.0.1", "2130706433", "localhost"])(
    "leads to %s where its network is allowed, with http",
    async (host) => {
      const url = `http://${host}:${receiver.port}/`
      expect(await send(url, ["127.0.0.0/8"])).toMatchObject({
        error_code: null,
        status_code: 200,
      })
      expect(await send(url, ["10.0.0.0/8"])).toMatchObject({
        error_code: "refused_address",
      })
    }
  )

  it("ends when the far end is not the address that was checked", async () => {
    class Deceived extends AddressGuard {
      readonly asked: string[] = []
      override allows(address: string) {
        return this.asked.push(address) === 1
      }
    }
    const guard = new Deceived([])
    const connect = createGuardedConnector(guard, "http:", 1_000)
    const error = await new Promise<Error | null>((resolve) =>
      connect(
        {
          hostname: "127.0.0.1",
          protocol: "http:",
          port: String(receiver.port),
        },
        (...[failure]) => resolve(failure)
      )
    )
    expect(error).toMatchObject({ code: "ERR_REFUSED_ADDRESS" })
    expect(guard.asked).toEqual(["127.0.0.1", "127.0.0.1"])
  })
})
