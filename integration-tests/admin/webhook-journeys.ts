import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"
import { sell } from "./shop"

/** A webhook's life, by a person's hand. */
export const webhookJourneys = (context: BrowserContext) => {
  let receiver: WebhookReceiver

  beforeAll(async () => {
    receiver = await startWebhookReceiver((response) => {
      response.writeHead(200).end("thank you")
    })
  })
  afterAll(async () => await receiver.close())

  const sees = async (text: string | RegExp) =>
    await context.page.getByText(text).first().waitFor()

  const choose = async (action: string) => {
    const { page } = context
    await page
      .getByRole("button", { name: "What can be done about this webhook" })
      .click()
    await page.getByRole("menuitem", { name: action }).click()
  }

  const confirm = async (name: string) =>
    await context.page
      .getByRole("alertdialog")
      .getByRole("button", { name })
      .click()

  /** The secret, which is on the page now, and then never again. */
  const readSecret = async (): Promise<string> => {
    const { page } = context
    const secret = await page.getByTestId("secret").innerText()
    await page.getByRole("button", { name: "I have copied it" }).click()
    await page.getByTestId("secret").waitFor({ state: "detached" })
    return secret
  }

  it("creates a webhook, and shows its secret once", async () => {
    const { page } = context
    // From before the webhook existed.
    await sell(context, "finalized")
    await page.goto("settings/order-webhooks")
    await page.getByRole("button", { name: "Create webhook" }).click()
    await page.getByLabel("URL").fill(`${receiver.url}/orders`)
    await page.getByLabel("Description").fill("The ERP")
    await page.getByRole("button", { name: "Save" }).click()
    const secret = await readSecret()
    expect(secret).toMatch(/^whsec_/)
    await page.reload()
    await sees("The ERP")
    expect(await page.content()).not.toContain(secret)
  })

  it("tests it, and sees the attempt", async () => {
    const { page } = context
    await page.getByRole("link", { name: `${receiver.url}/orders` }).click()
    await page.getByRole("button", { name: "Test" }).click()
    await confirm("Send")
    await sees(/answered 200 in \d+ ms/)
    await sees("thank you")
    // Beside the events of orders that are sold meanwhile.
    const types = receiver.requests.map(({ body }) => JSON.parse(body).type)
    expect(types).toContain("webhook.test")
  })

  it("sees what it was sent, with code, milliseconds and answer", async () => {
    const { page } = context
    const { id } = await sell(context, "finalized")
    await page.getByRole("link", { name: id }).waitFor()
    await page
      .getByRole("row", { name: id })
      .getByText(/answered 200 in \d+ ms/)
      .waitFor()
  })

  it("rotates its secret, pauses it and enables it", async () => {
    await choose("Rotate secret")
    await confirm("Rotate")
    expect(await readSecret()).toMatch(/^whsec_/)
    await choose("Pause")
    await confirm("Pause")
    await sees("Paused")
    await choose("Enable")
    await confirm("Enable")
    await sees("Active")
  })

  it("sends what was missed since a time", async () => {
    const { page } = context
    const before = receiver.requests.length
    await page.getByLabel("Send what was missed since").fill("2020-01-01T00:00")
    await page.getByRole("button", { name: "Recover" }).click()
    await sees(/events? (is|are) on (its|their) way/)
    await waitFor(() => receiver.requests.length > before, {
      message: "an event from before the webhook to arrive",
    })
  })

  it("deletes it, and comes back to the list", async () => {
    await choose("Delete")
    await confirm("Delete")
    await sees("Nothing is sent anywhere yet.")
  })
}
