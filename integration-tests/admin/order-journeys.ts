import * as fs from "fs"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { sendWebhook } from "../helpers/shop/checkout"
import { sell, untilStatus } from "./shop"

/** What a person sees on an order, and does there. */
export const orderJourneys = (context: BrowserContext) => {
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

  it("releases a held order, and sees it finalized", async () => {
    const { page, fraudFile } = context
    fs.writeFileSync(fraudFile, "")
    const { id } = await sell(context, "on_hold")
    fs.rmSync(fraudFile)
    await open(id)
    await sees("On hold: fraud: score 87")
    await page
      .getByRole("button", { name: "What can be done about this order" })
      .click()
    await page.getByRole("menuitem", { name: "Release" }).click()
    const prompt = page.getByRole("alertdialog")
    await prompt.getByText("every connected system is told").waitFor()
    await prompt.getByRole("button", { name: "Release" }).click()
    await page.getByText("Where the order stands now: Safe to fulfil").waitFor()
    await sees("Safe to fulfil")
    await untilStatus(context, id, "finalized")
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
}
