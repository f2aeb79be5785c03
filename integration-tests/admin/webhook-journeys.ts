import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"
import { breakRoute, handsOf } from "./hands"
import { sell } from "./shop"

const MENU = "What can be done about this webhook"

/** A webhook's life, by a person's hand. */
export const webhookJourneys = (context: BrowserContext) => {
  const { main, choose, confirm } = handsOf(context)
  let receiver: WebhookReceiver
  /** What a test is answered with. */
  let status = 200

  beforeAll(async () => {
    receiver = await startWebhookReceiver((response, { body }) => {
      const isTest = JSON.parse(body).type === "webhook.test"
      response.writeHead(isTest ? status : 200).end("thank you")
    })
  })
  afterAll(async () => await receiver.close())

  const sees = async (text: string | RegExp) =>
    await main().getByText(text, { exact: true }).first().waitFor()

  const seesToast = async (text: string | RegExp) =>
    await context.page.getByText(text).first().waitFor()

  const test = async () => {
    await context.page
      .getByRole("button", { name: "Test", exact: true })
      .click()
  }

  /** The secret, which is on the page now, and then never again. */
  const readSecret = async (): Promise<string> => {
    const { page } = context
    const secret = await page.getByTestId("secret").innerText()
    await page.getByRole("button", { name: "Copy", exact: true }).click()
    await page.context().grantPermissions(["clipboard-read"])
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(secret)
    await page.getByRole("button", { name: "I have copied it" }).click()
    await page.getByTestId("secret").waitFor({ state: "detached" })
    return secret
  }

  const readHeaders = async (): Promise<string[]> => {
    const { api, adminHeaders } = context
    const { data } = await api.get("/admin/order-webhooks", adminHeaders)
    return data.order_webhooks[0].header_names.sort()
  }

  it("creates one webhook by a double click, and shows its secret once", async () => {
    const { page } = context
    // From before the webhook existed.
    await sell(context, "finalized")
    await page.goto("settings/order-webhooks")
    await page.getByRole("button", { name: "Create webhook" }).click()
    await page.getByLabel("URL").fill(`${receiver.url}/orders`)
    await page.getByLabel("Description").fill("The ERP")
    let created = 0
    let answer!: () => void
    const isClicked = new Promise<void>((resolve) => (answer = resolve))
    await page.route("**/admin/order-webhooks", async (route) => {
      if (route.request().method() === "POST") {
        created++
        await isClicked
      }
      await route.continue()
    })
    await page.getByRole("button", { name: "Save" }).dblclick()
    answer()
    const secret = await readSecret()
    expect(secret).toMatch(/^whsec_/)
    expect(created).toBe(1)
    await page.unroute("**/admin/order-webhooks")
    await page.reload()
    await sees("The ERP")
    expect(await page.content()).not.toContain(secret)
  })

  it("says so when the backend answers 500, beside what it knows", async () => {
    const { page } = context
    const mend = await breakRoute(page, "**/admin/order-webhooks**")
    await sees("The database is away.")
    await sees("The ERP")
    await mend()
    await main().getByRole("alert").waitFor({ state: "detached" })
  })

  it("tests it, and is told what came of it, until the next test", async () => {
    const { page } = context
    await page.getByRole("link", { name: `${receiver.url}/orders` }).click()
    status = 500
    await test()
    await confirm("Test")
    await seesToast(/The test was sent: answered 500 in \d+ ms/)
    await main()
      .getByText(/answered 500 in \d+ ms/)
      .waitFor()
    await test()
    await confirm("Cancel")
    await main()
      .getByText(/answered 500 in \d+ ms/)
      .waitFor()
    status = 200
    await test()
    await confirm("Test")
    await main()
      .getByText(/answered 200 in \d+ ms/)
      .first()
      .waitFor()
    await sees("thank you")
    // Beside the events of orders that are sold meanwhile.
    const types = receiver.requests.map(({ body }) => JSON.parse(body).type)
    expect(types).toContain("webhook.test")
  })

  it("sees what it was sent, with code, milliseconds and answer", async () => {
    const { page } = context
    const { display_id } = await sell(context, "finalized")
    const row = page.getByRole("row", { name: `#${display_id}` })
    await row.getByRole("link", { name: `#${display_id}` }).waitFor()
    await row.getByText("order.finalized").waitFor()
    await row.getByText(/answered 200 in \d+ ms/).waitFor()
  })

  it("changes it, its headers included, which are replaced or removed", async () => {
    const { page } = context
    const headers = page.getByLabel("Own headers", { exact: true })
    const save = page.getByRole("button", { name: "Save" })
    await choose(MENU, "Edit")
    await page.getByLabel("Description").fill("The new ERP")
    await headers.fill("authorization: Bearer 1\nx-shop: 2")
    await save.click()
    await sees("The new ERP")
    expect(await readHeaders()).toEqual(["authorization", "x-shop"])
    await choose(MENU, "Edit")
    await page.getByText("There are: authorization, x-shop.").waitFor()
    await save.click()
    await save.waitFor({ state: "detached" })
    expect(await readHeaders()).toEqual(["authorization", "x-shop"])
    await choose(MENU, "Edit")
    await page.getByLabel("Remove all own headers").click()
    await save.click()
    await save.waitFor({ state: "detached" })
    expect(await readHeaders()).toEqual([])
  })

  it("rotates its secret, pauses it and enables it", async () => {
    await choose(MENU, "Rotate secret")
    await confirm("Rotate secret")
    expect(await readSecret()).toMatch(/^whsec_/)
    await choose(MENU, "Pause")
    await confirm("Pause")
    await sees("Paused")
    await choose(MENU, "Enable")
    await confirm("Enable")
    await sees("Active")
  })

  it("sends what was missed since a time", async () => {
    const { page } = context
    const before = receiver.requests.length
    await page.getByLabel("Send what was missed since").fill("2020-01-01T00:00")
    await page.getByRole("button", { name: "Recover" }).click()
    await seesToast(/events? (is|are) on (its|their) way/)
    await waitFor(() => receiver.requests.length > before, {
      message: "an event from before the webhook to arrive",
    })
  })

  it("deletes it, and comes back to the list without asking for it again", async () => {
    const { page } = context
    const missing: string[] = []
    page.on("response", (response) => {
      if (response.status() === 404) {
        missing.push(response.url())
      }
    })
    await choose(MENU, "Delete")
    await confirm("Delete")
    await sees("Nothing is sent anywhere yet.")
    expect(missing).toEqual([])
  })
}
