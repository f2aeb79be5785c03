import * as fs from "fs"
import * as path from "path"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { withClient } from "../helpers/services/databases"
import { readLines } from "../helpers/watch/json-lines"
import { waitFor } from "../helpers/watch/wait-for"
import { breakRoute, handsOf } from "./hands"
import { sell, type Sold } from "./shop"

/** What a person sees of all orders, and does there. */
export const finalityJourneys = (context: BrowserContext) => {
  const { main, choose, confirm } = handsOf(context)
  let delivered: Sold

  const sees = async (text: string | RegExp, timeout?: number) =>
    await main().getByText(text).first().waitFor({ timeout })

  const tile = (name: RegExp) => context.page.getByRole("button", { name })

  const rowOf = ({ display_id }: Sold) =>
    main().getByRole("row", { name: `#${display_id}` })

  const query = async (sql: string, values: unknown[] = []) =>
    await withClient(context.databaseUrl, async (client) => {
      await client.query(sql, values)
    })

  /** The attempts that a test cannot wait for. */
  const exhaust = async (orderId: string) => {
    const { api, adminHeaders } = context
    const path = `/admin/order-event-receipts?order_id=${orderId}`
    await waitFor(
      async () =>
        (await api.get(path, adminHeaders)).data.order_event_receipts[0]
          ?.last_error,
      { message: "a first attempt to fail" }
    )
    await query(
      `update order_finalization_receipt set attempts = 9, next_attempt_at = now()
       where order_id = $1 and status = 'pending'`,
      [orderId]
    )
    await waitFor(
      async () =>
        (await api.get(`${path}&status=failed`, adminHeaders)).data.count === 1,
      { timeout: 20_000, message: "the last attempt to fail" }
    )
  }

  it("leads from the orders' menu to the counts, and from a count to its records and back", async () => {
    const { page } = context
    const waiting = await sell(context, "awaiting_payment", {
      outcome: "pending_authorization",
    })
    const final = await sell(context, "finalized")
    await page.goto("orders")
    await page.getByRole("link", { name: "Order finality" }).first().click()
    await page.waitForURL("**/order-finality")
    await sees(`#${final.display_id}`)
    await tile(/^Waiting for payment/).click()
    await page.waitForURL("**/order-finality?status=awaiting_payment")
    await sees(`#${waiting.display_id}`)
    await rowOf(final).waitFor({ state: "detached" })
    await tile(/^Failed deliveries/).click()
    await page.waitForURL("**/order-finality?tab=deliveries")
    await main().getByLabel("State", { exact: true }).click()
    await page.getByRole("option", { name: "Done" }).click()
    await page.waitForURL("**/order-finality?tab=deliveries&status=done")
    await main().getByLabel("State", { exact: true }).click()
    await page.getByRole("option", { name: "Failed" }).click()
    await page.waitForURL("**/order-finality?tab=deliveries")
    const failed = page.getByRole("button", { pressed: true })
    expect(await failed.innerText()).toContain("Failed deliveries")
    await failed.click()
    await page.waitForURL("**/order-finality")
    await sees(`#${final.display_id}`)
  })

  it("leads to the orders whose event is not published, by a filter that can be seen and removed", async () => {
    const { page } = context
    await tile(/^Oldest unpublished event/).click()
    await page.waitForURL("**/order-finality?unpublished=true")
    await sees("There are no such records")
    await page
      .getByRole("button", { name: "Event not published: remove this filter" })
      .click()
    await page.waitForURL("**/order-finality")
    await main().getByRole("row").nth(1).waitFor()
  })

  it("finds an order by its number, and by a link to it", async () => {
    const { page } = context
    const { display_id, id } = await sell(context, "finalized")
    await sell(context, "finalized")
    await page.goto("order-finality")
    const search = page.getByPlaceholder("Order number or ID")
    // No order can have it, and the route refuses it as a number.
    await search.fill("2147483648")
    await sees("There are no such records")
    await search.fill(`#${display_id}`)
    await page.waitForURL(`**/order-finality?q=%23${display_id}`)
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

  it("keeps a row's menu open, and the focus, while a new order arrives", async () => {
    const { page } = context
    const first = await sell(context, "finalized")
    const name = `What can be done about order #${first.display_id}`
    await page.goto("order-finality")
    const button = page.getByRole("button", { name, exact: true })
    await button.click()
    const second = await sell(context, "finalized")
    await rowOf(second).waitFor()
    await page.getByRole("menuitem", { name: "Look again" }).waitFor()
    await page.keyboard.press("Escape")
    const third = await sell(context, "finalized")
    await rowOf(third).waitFor()
    const focused = page.locator("button:focus")
    expect(await focused.getAttribute("aria-label")).toBe(name)
    await choose(name, "Look again")
    await confirm("Look again")
    await page.getByText("Where the order stands now: Safe to fulfil").waitFor()
  })

  it("turns the pages of a list, and falls back to its last page when that is gone", async () => {
    const { page } = context
    await query(
      `insert into order_finalization (id, order_id, status, reason, display_id)
       select 'ordfin_0' || number, 'order_none_' || number, 'reverted',
         '{"code":"order_missing","step":null,"message":null}', number
       from generate_series(900001, 900041) number`
    )
    await page.goto("order-finality?status=reverted")
    await sees("#900041")
    expect(await main().getByRole("link", { name: /^#9/ }).count()).toBe(0)
    await page.getByRole("button", { name: "Next" }).click()
    await page.waitForURL("**/order-finality?status=reverted&page=2")
    await sees("#900021")
    await page.goto("order-finality?status=reverted&page=3")
    await sees("#900001")
    await query(
      "delete from order_finalization where display_id between 900001 and 900005"
    )
    await page.waitForURL("**/order-finality?status=reverted&page=2")
    await sees("#900021")
    await query("delete from order_finalization where display_id > 900000")
    await page.waitForURL("**/order-finality?status=reverted")
  })

  it("retries one failed delivery, then all of a receiver, and sees them leave the list", async () => {
    const { page, erpFolder } = context
    delivered = await sell(context, "finalized")
    const other = await sell(context, "finalized")
    await Promise.all([exhaust(delivered.id), exhaust(other.id)])
    await page.goto("order-finality?tab=deliveries")
    const menu = "What can be done about this delivery to erp"
    await rowOf(delivered)
      .getByText(/ENOENT/)
      .waitFor()
    fs.mkdirSync(erpFolder)
    await rowOf(delivered).getByRole("button", { name: menu }).click()
    await page.getByRole("menuitem", { name: "Retry", exact: true }).click()
    await confirm("Retry")
    await page.getByText("1 delivery to erp is on its way").waitFor()
    await rowOf(delivered).waitFor({ state: "detached" })
    await rowOf(other).getByRole("button", { name: menu }).click()
    await page.getByRole("menuitem", { name: "Retry all of erp" }).click()
    await confirm("Retry all")
    await rowOf(other).waitFor({ state: "detached" })
  })

  it("delivers an event again, to one receiver and to all", async () => {
    const { page, erpFolder, api, adminHeaders } = context
    const { data } = await api.get(
      `/admin/orders/${delivered.id}/finalization`,
      adminHeaders
    )
    const [{ id }] = data.order_finalization.events
    const handled = async (times: number) => {
      const file = path.join(erpFolder, "erp.jsonl")
      await waitFor(
        () =>
          readLines<{ event_id: string }>(file).filter(
            ({ event_id }) => event_id === id
          ).length === times,
        { timeout: 20_000, message: `erp to handle it ${times} times` }
      )
    }
    await page.goto(`orders/${delivered.id}`)
    const again = (to: string) =>
      page.getByRole("button", {
        name: `Deliver again, order.finalized${to}`,
        exact: true,
      })
    await handled(1)
    await again(", erp").click()
    await confirm("Deliver again")
    await page.getByText("The event is on its way to erp again").waitFor()
    await handled(2)
    await again("").click()
    await confirm("Deliver again")
    await page
      .getByText("The event is on its way again", { exact: true })
      .waitFor()
    await handled(3)
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
    await sees(
      /There is no column “id”, “order_id” or “display_id”, only: name/
    )
  })

  it("compares a file that is dropped or chosen, and says if it cannot be read", async () => {
    const { page } = context
    const csv = page.getByLabel("What the other system holds, as CSV")
    const compare = page.getByRole("button", { name: "Compare" })
    const drop = async () => {
      const dataTransfer = await page.evaluateHandle(`(() => {
        const files = new DataTransfer()
        files.items.add(new File(["order_id\\norder_dropped\\n"], "erp.csv"))
        return files
      })()`)
      await main().locator("form").dispatchEvent("drop", { dataTransfer })
    }
    await drop()
    await compare.click()
    await sees("order_dropped")

    await page.getByLabel("Or choose a file").setInputFiles({
      name: "many.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(
        `order_id\n${Array.from({ length: 501 }, (_, n) => `order_${n}`).join("\n")}\n`
      ),
    })
    await waitFor(async () => (await csv.inputValue()).includes("order_500"), {
      message: "the file to be read",
    })
    const compared = page.waitForRequest(/\/order-finalizations\/compare$/)
    await page
      .getByLabel(/^Also show what it lacks of the orders/)
      .fill("2040-07-01")
    await compare.click()
    const { since } = (await compared).postDataJSON()
    expect(since).toBe(
      await page.evaluate("new Date(2040, 6, 1).toISOString()")
    )
    await sees("501 orders are unknown here")
    await sees("and 1 more")

    // As a browser does with a folder.
    await page.evaluate(`Blob.prototype.text = async () => {
      throw new DOMException("No file", "NotFoundError")
    }`)
    await drop()
    await sees("“erp.csv” could not be read")
    await page.reload()
  })

  it("says so when the backend answers 500, with all that was read, and recovers by itself", async () => {
    const { page } = context
    const broken = "**/admin/order-finalizations**"
    const alert = main().getByRole("alert").first()
    await page.goto("order-finality")
    await main().getByRole("row").nth(1).waitFor()
    const mend = await breakRoute(page, broken)
    await sees("The database is away.")
    await main().getByRole("row").nth(1).waitFor()
    await mend()
    await alert.waitFor({ state: "detached" })

    const mendAgain = await breakRoute(page, broken)
    await page.goto("order-finality")
    await sees("This could not be loaded")
    await sees("The database is away.")
    await main().getByLabel("Order number or ID").waitFor()
    // It is said once, however often it is tried.
    const said = await alert.elementHandle()
    for (const _again of [1, 2]) {
      await page.waitForResponse(broken)
    }
    expect(await said!.isVisible()).toBe(true)
    await mendAgain()
    await sees("Where it stands")
    await alert.waitFor({ state: "detached" })
  })

  it("leads to the login once nobody is logged in any more", async () => {
    const { page } = context
    const logIn = await breakRoute(page, "**/order-finalizations/summary", 401)
    await page.goto("order-finality")
    await page.waitForURL("**/login")
    await logIn()
  })
}
