import * as fs from "fs"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { withClient } from "../helpers/services/databases"
import { sendWebhook } from "../helpers/shop/checkout"
import { breakRoute, handsOf, tabTo } from "./hands"
import { sell, untilStatus } from "./shop"

const MENU = "What can be done about this order"

/** What a person sees on an order, and does there. */
export const orderJourneys = (context: BrowserContext) => {
  const { choose, confirm } = handsOf(context)

  const widget = () => context.page.locator("[data-order-finality]")

  const open = async (orderId: string) =>
    await context.page.goto(`orders/${orderId}`)

  const sees = async (text: string, timeout?: number) =>
    await widget().getByText(text, { exact: true }).first().waitFor({ timeout })

  it("finds a finalized order's state, and how it came to it", async () => {
    const { id } = await sell(context, "finalized")
    await open(id)
    await sees("Safe to fulfil")
    await sees("Order created, record opened")
    await sees("Final: safe to fulfil")
    await sees("order.finalized published")
  })

  it("keeps what it shows while the backend answers 500, and says so", async () => {
    const mend = await breakRoute(context.page, "**/finalization")
    await sees("The database is away.", 45_000)
    await sees("Safe to fulfil")
    await mend()
    await widget().getByRole("alert").waitFor({ state: "detached" })
  })

  it("does not call an order safe to fulfil once it is cancelled on the same page", async () => {
    const { page } = context
    const { display_id, id } = await sell(context, "finalized")
    await open(id)
    await sees("Safe to fulfil")
    // Core's own menu has no name (Medusa 2.21.2).
    await page
      .getByRole("heading", { name: `#${display_id}`, exact: true })
      .locator("xpath=ancestor::div[.//button[@aria-haspopup='menu']][1]")
      .locator("button[aria-haspopup=menu]")
      .click()
    await page.getByRole("menuitem", { name: "Cancel" }).click()
    await confirm("Continue")
    await sees("Was final, then canceled")
    expect(
      await widget()
        .getByText(/^since/)
        .count()
    ).toBe(0)
    await choose(MENU, "Look again")
    await confirm("Look again")
    await page
      .getByText("Where the order stands now: Was final, then canceled")
      .waitFor()
    await page.goto(`order-finality?q=${display_id}`)
    const row = page.getByRole("row", { name: `#${display_id}` })
    await row.getByText("Was final, then canceled").waitFor()
  })

  it("releases a held order by the keyboard alone, and sees it finalized", async () => {
    const { page, fraudFile } = context
    fs.writeFileSync(fraudFile, "")
    const { id } = await sell(context, "on_hold")
    fs.rmSync(fraudFile)
    await open(id)
    await sees("On hold: fraud: score 87")
    await tabTo(page, MENU)
    await page.keyboard.press("Enter")
    await page.getByRole("menuitem", { name: "Release" }).waitFor()
    await page.keyboard.press("Enter")
    const prompt = page.getByRole("alertdialog")
    await prompt.getByText("every connected system is told").waitFor()
    await tabTo(page, "Release")
    await page.keyboard.press("Enter")
    await page.getByText("Where the order stands now: Safe to fulfil").waitFor()
    await sees("Safe to fulfil")
    await untilStatus(context, id, "finalized")
  })

  it("says what the provider has against an order that a gate holds", async () => {
    const { databaseUrl, fraudFile } = context
    fs.writeFileSync(fraudFile, "")
    const { id } = await sell(context, "on_hold")
    fs.rmSync(fraudFile)
    await withClient(databaseUrl, async (client) => {
      await client.query(
        `update order_finalization
         set check_at = now() + interval '1 hour',
             review_reason = review_reason || '. A webhook says that a payment failed or was cancelled meanwhile: payses_1.'
         where order_id = $1`,
        [id]
      )
    })
    await open(id)
    await sees("On hold: fraud: score 87")
    await sees(
      "A person should look: A webhook says that a payment failed or was cancelled meanwhile: payses_1."
    )
  })

  it("sees an order paid while the page is open", async () => {
    const order = await sell(context, "awaiting_payment", {
      outcome: "pending_authorization",
    })
    await open(order.id)
    await sees("Waiting for payment")
    const { status } = await sendWebhook(context, {
      action: "captured",
      session_id: order.payment_session_id,
      amount: order.total,
    })
    expect(status).toBe(200)
    // Core looks at a webhook after 5 s (Medusa 2.21.2), and the page every 3 s.
    await sees("Safe to fulfil", 30_000)
  })

  it("looks again at an order without a record, and gives it one", async () => {
    const { databaseUrl } = context
    const { id } = await sell(context, "finalized")
    await withClient(databaseUrl, async (client) => {
      for (const table of ["_receipt", "_event", ""]) {
        await client.query(
          `delete from order_finalization${table} where order_id = $1`,
          [id]
        )
      }
    })
    await open(id)
    await widget()
      .getByText(/^There is no record of this order/)
      .waitFor()
    await choose(MENU, "Look again")
    await confirm("Look again")
    await sees("Safe to fulfil")
  })
}
