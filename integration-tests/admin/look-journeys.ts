import * as fs from "fs"
import * as path from "path"
import { findSeriousFindings } from "../helpers/browser/check-accessibility"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { breakRoute, handsOf } from "./hands"
import { sell } from "./shop"

const SCREENSHOTS = path.join(__dirname, "screenshots")
/** The screens that the README shows; taken anew with `SCREENSHOTS=1`. */
const PICTURED = ["order", "order-finality", "order-webhooks"]

/** A button that has just been enabled is still on its way to its color. */
const UNTIL_COLORED = `Promise.allSettled(
  document
    .getAnimations()
    .filter((each) => each instanceof CSSTransition)
    .map(({ finished }) => finished)
).then(() => {})`

type Screen = {
  name: string
  at: string
  /** The plugin's part of it, by a CSS selector. */
  part: string
  /** What is seen in that once it is there. */
  text: string
  /** What leads to it, and what is undone behind it. */
  lead?: () => Promise<void | (() => Promise<void>)>
}

/** How it all looks, in both languages and colors, and to a screen reader. */
export const lookJourneys = (context: BrowserContext) => {
  const { choose } = handsOf(context)
  let orderId: string
  let webhookId: string

  beforeAll(async () => {
    const { api, adminHeaders } = context
    fs.mkdirSync(context.erpFolder, { recursive: true })
    orderId = (await sell(context, "finalized")).id
    fs.writeFileSync(context.fraudFile, "")
    await sell(context, "on_hold")
    const { data } = await api.post(
      "/admin/order-webhooks",
      { url: "https://erp.example.com/orders", description: "The ERP" },
      adminHeaders
    )
    webhookId = data.order_webhook.id
  })

  const screens = (): Screen[] => {
    const { page } = context
    const order = `orders/${orderId}`
    const widget = "[data-order-finality]"
    const webhooks = "settings/order-webhooks"
    const openDrawer = async () =>
      await page.getByRole("button", { name: "Create webhook" }).click()
    return [
      { name: "order", at: order, part: widget, text: "Safe to fulfil" },
      {
        name: "order-finality",
        at: "order-finality",
        part: "main",
        text: "Where it stands",
      },
      {
        name: "review",
        at: "order-finality?tab=review",
        part: "main",
        text: "Held by a gate",
      },
      {
        name: "deliveries",
        at: "order-finality?tab=deliveries&status=done",
        part: "main",
        text: "order.finalized",
      },
      {
        name: "compare",
        at: "order-finality?tab=compare",
        part: "main",
        text: "1 order is unknown here",
        lead: async () => {
          await page
            .getByLabel("What the other system holds, as CSV")
            .fill("id\norder_none\n")
          // Medusa's own color of a button below the mouse is too light (4.2.6).
          await page.getByRole("button", { name: "Compare" }).press("Enter")
        },
      },
      { name: "order-webhooks", at: webhooks, part: "main", text: "The ERP" },
      {
        name: "webhook",
        at: `${webhooks}/${webhookId}`,
        part: "main",
        text: "The ERP",
      },
      {
        name: "drawer",
        at: webhooks,
        part: "[role=dialog]",
        text: "Own headers",
        lead: openDrawer,
      },
      {
        name: "secret",
        at: webhooks,
        part: "[role=dialog]",
        text: "whsec_1234",
        lead: async () => {
          const path = "**/admin/order-webhooks"
          await openDrawer()
          await page.getByLabel("URL").fill("https://crm.example.com")
          await page.route(path, async (route) => {
            const isCreating = route.request().method() === "POST"
            await (isCreating
              ? route.fulfill({ json: { secret: "whsec_1234" } })
              : route.continue())
          })
          await page.getByRole("button", { name: "Save" }).click()
          return async () => await page.unroute(path)
        },
      },
      {
        name: "prompt",
        at: order,
        part: "[role=alertdialog]",
        text: "Look at the order again?",
        lead: async () =>
          await choose("What can be done about this order", "Look again"),
      },
      {
        name: "failure",
        at: order,
        part: widget,
        text: "The database is away.",
        lead: async () => {
          const mend = await breakRoute(page, "**/finalization")
          await page.reload()
          return mend
        },
      },
      {
        name: "no record",
        at: order,
        part: widget,
        text: "There is no record of this order",
        lead: async () => {
          const mend = await breakRoute(page, "**/finalization", 404)
          await page.reload()
          return mend
        },
      },
    ]
  }

  it.each(["light", "dark"] as const)(
    "has no serious finding of axe on any screen, %s",
    async (colorScheme) => {
      const { page } = context
      await page.emulateMedia({ colorScheme })
      const findings: Record<string, string[]> = {}
      for (const { name, at, part, text, lead } of screens()) {
        await page.goto(at)
        const leave = await lead?.()
        await page.locator(part).getByText(text).first().waitFor()
        await page.evaluate(UNTIL_COLORED)
        findings[name] = await findSeriousFindings(page, part)
        await leave?.()
        if (process.env.SCREENSHOTS === "1" && PICTURED.includes(name)) {
          fs.mkdirSync(SCREENSHOTS, { recursive: true })
          await page.screenshot({
            path: path.join(SCREENSHOTS, `${name}-${colorScheme}.png`),
          })
        }
      }
      expect(findings).toEqual(
        Object.fromEntries(Object.keys(findings).map((name) => [name, []]))
      )
    },
    // Some fifteen screens, each looked at as a whole.
    300_000
  )

  it("speaks German to whoever has chosen it", async () => {
    const { page } = context
    await page.evaluate(`localStorage.setItem("lng", "de")`)
    await page
      .context()
      .addCookies([{ name: "lng", value: "de", url: context.url }])
    await page.goto(`orders/${orderId}`)
    await page.getByText("Kann ausgeführt werden").first().waitFor()
    await page.goto("order-finality")
    await page.getByText("Wartet auf Zahlung").first().waitFor()
    await page.getByRole("link", { name: "Endgültigkeit" }).first().waitFor()
    await page.getByRole("tab", { name: "Zu prüfen" }).click()
    await page
      .getByText("Angehalten von einer Prüfung, fraud: score 87")
      .first()
      .waitFor()
    await page.goto("settings/order-webhooks")
    await page.getByRole("heading", { name: "Bestell-Webhooks" }).waitFor()
  })
}
