import * as fs from "fs"
import * as path from "path"
import { findSeriousFindings } from "../helpers/browser/check-accessibility"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { sell } from "./shop"

const SCREENSHOTS = path.join(__dirname, "screenshots")
/** The screens that the README shows; taken anew with `SCREENSHOTS=1`. */
const PICTURED = ["order", "order-finality", "order-webhooks"]

/** How it all looks, in both languages and colors, and to a screen reader. */
export const lookJourneys = (context: BrowserContext) => {
  let orderId: string

  beforeAll(async () => {
    const { api, adminHeaders } = context
    orderId = (await sell(context, "finalized")).id
    fs.writeFileSync(context.fraudFile, "")
    await sell(context, "on_hold")
    await api.post(
      "/admin/order-webhooks",
      { url: "https://erp.example.com/orders", description: "The ERP" },
      adminHeaders
    )
  })

  /** The plugin's part of a screen, by a CSS selector, and what is seen once it is there. */
  const screens = (): [
    name: string,
    at: string,
    part: string,
    text: string,
  ][] => [
    ["order", `orders/${orderId}`, "[data-order-finality]", "Safe to fulfil"],
    ["order-finality", "order-finality", "main", "Safe to fulfil"],
    ["review", "order-finality?tab=review", "main", "Held by a gate"],
    [
      "deliveries",
      "order-finality?tab=deliveries&status=done",
      "main",
      "order.finalized",
    ],
    ["compare", "order-finality?tab=compare", "main", "Paste it"],
    ["order-webhooks", "settings/order-webhooks", "main", "The ERP"],
  ]

  it.each(["light", "dark"] as const)(
    "has no serious finding of axe on any screen, %s",
    async (colorScheme) => {
      const { page } = context
      await page.emulateMedia({ colorScheme })
      const findings: Record<string, string[]> = {}
      for (const [name, at, part, text] of screens()) {
        await page.goto(at)
        await page.locator(part).getByText(text).first().waitFor()
        findings[name] = await findSeriousFindings(page, part)
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
    120_000
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
    await page.goto("settings/order-webhooks")
    await page.getByRole("heading", { name: "Bestell-Webhooks" }).waitFor()
  })
}
