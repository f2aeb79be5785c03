import * as fs from "fs"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { withClient } from "../helpers/services/databases"
import { waitFor } from "../helpers/watch/wait-for"
import { sell } from "./shop"

/** What a person sees of all orders, and does there. */
export const finalityJourneys = (context: BrowserContext) => {
  const main = () => context.page.locator("main")

  const sees = async (text: string | RegExp) =>
    await main().getByText(text).first().waitFor()

  /** The attempts that a test cannot wait for. */
  const exhaust = async (orderId: string) => {
    const { databaseUrl, api, adminHeaders } = context
    const path = `/admin/order-event-receipts?order_id=${orderId}`
    await waitFor(
      async () =>
        (await api.get(path, adminHeaders)).data.order_event_receipts[0]
          ?.last_error,
      { message: "a first attempt to fail" }
    )
    await withClient(databaseUrl, async (client) => {
      await client.query(
        `update order_finalization_receipt set attempts = 9, next_attempt_at = now()
         where order_id = $1 and status = 'pending'`,
        [orderId]
      )
    })
    await waitFor(
      async () =>
        (await api.get(`${path}&status=failed`, adminHeaders)).data.count === 1,
      { timeout: 20_000, message: "the last attempt to fail" }
    )
  }

  it("leads from the orders' menu to the counts, and from a count to its records", async () => {
    const { page } = context
    const waiting = await sell(context, "awaiting_payment", {
      outcome: "pending_authorization",
    })
    const final = await sell(context, "finalized")
    await page.goto("orders")
    await page.getByRole("link", { name: "Order finality" }).first().click()
    await page.waitForURL("**/order-finality")
    await sees(`#${final.display_id}`)
    await page.getByRole("button", { name: /^Waiting for payment/ }).click()
    await page.waitForURL("**/order-finality?status=awaiting_payment")
    await sees(`#${waiting.display_id}`)
    await main()
      .getByText(`#${final.display_id}`)
      .waitFor({ state: "detached" })
  })

  it("finds an order by its number, and by a link to it", async () => {
    const { page } = context
    const { display_id, id } = await sell(context, "finalized")
    await sell(context, "finalized")
    await page.goto("order-finality")
    await page.getByPlaceholder("Order number or ID").fill(`#${display_id}`)
    await page.waitForURL(/q=/)
    await page.reload()
    await main().getByRole("row").nth(2).waitFor({ state: "detached" })
    await main()
      .getByRole("link", { name: `#${display_id}`, exact: true })
      .click()
    await page.waitForURL(`**/orders/${id}`)
  })

  it("shows a review with its reason, and what can be done about it", async () => {
    const { page, fraudFile } = context
    fs.writeFileSync(fraudFile, "")
    const { display_id } = await sell(context, "on_hold")
    fs.rmSync(fraudFile)
    await page.goto("order-finality")
    await page.getByRole("tab", { name: "To review" }).click()
    await sees(`#${display_id}`)
    await sees("Held by a gate, fraud: score 87")
    await sees("See to what holds it, then release the order, or cancel it.")
  })

  it("retries a failed delivery, and sees it leave the list", async () => {
    const { page, erpFolder } = context
    const { id, display_id } = await sell(context, "finalized")
    await exhaust(id)
    await page.goto("order-finality?tab=deliveries")
    const row = main().getByRole("row", { name: `#${display_id}` })
    await row.getByText(/ENOENT/).waitFor()
    fs.mkdirSync(erpFolder)
    await row
      .getByRole("button", {
        name: "What can be done about this delivery to erp",
      })
      .click()
    await page.getByRole("menuitem", { name: "Retry", exact: true }).click()
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Retry" })
      .click()
    await page.getByText("1 delivery to erp is on its way").waitFor()
    await row.waitFor({ state: "detached" })
  })

  it("compares a list that is pasted, and names what differs", async () => {
    const { page } = context
    const { id, display_id } = await sell(context, "finalized")
    await page.goto("order-finality?tab=compare")
    await page
      .getByLabel("What the other system holds, as CSV")
      .fill(`order_id;state\n${id};voided\norder_none;held\n`)
    await page.getByRole("button", { name: "Compare" }).click()
    await sees("1 order to restore there: it is final")
    await sees(`#${display_id}`)
    await sees("1 order is unknown here")
    await page
      .getByLabel("What the other system holds, as CSV")
      .fill("name\nAda\n")
    await page.getByRole("button", { name: "Compare" }).click()
    await sees(/Expected a column "id", "order_id" or "display_id"/)
  })

  it("says so when the backend answers 500, and recovers by itself", async () => {
    const { page } = context
    const broken = "**/admin/order-finalizations**"
    await page.route(broken, async (route) => {
      await route.fulfill({
        status: 500,
        json: { type: "unknown_error", message: "An unknown error occurred." },
      })
    })
    await page.goto("order-finality")
    await sees("This could not be loaded")
    await page.unroute(broken)
    await sees("Where it stands")
  })
}
