import type { Page } from "playwright-core"
import type { BrowserContext } from "../helpers/browser/describe-in-browser"

/** What a person does with menus, prompts and keys. */
export const handsOf = (context: BrowserContext) => {
  /** The page's own part: a toast that says the same is not in it. */
  const main = () => context.page.locator("main")

  const choose = async (menu: string, action: string) => {
    const { page } = context
    await page.getByRole("button", { name: menu, exact: true }).click()
    await page.getByRole("menuitem", { name: action, exact: true }).click()
  }

  const confirm = async (name: string) =>
    await context.page
      .getByRole("alertdialog")
      .getByRole("button", { name, exact: true })
      .click()

  return { main, choose, confirm }
}

/** More than any screen has to be stepped through. */
const MAX_TABS = 150

const FOCUSED = `(() => {
  const { activeElement } = document
  return activeElement?.getAttribute("aria-label") || activeElement?.textContent
})()`

/** Goes from element to element by the Tab key, until one of this name has the focus. */
export const tabTo = async (page: Page, name: string): Promise<void> => {
  const passed: unknown[] = []
  while (passed.length < MAX_TABS) {
    await page.keyboard.press("Tab")
    const focused = await page.evaluate(FOCUSED)
    if (focused === name) {
      return
    }
    passed.push(focused)
  }
  throw new Error(`Tabbed in vain to "${name}", past ${passed.join(" | ")}`)
}

/** Has the backend answer the page with an error, until the function that it gives is called. */
export const breakRoute = async (
  page: Page,
  path: string,
  status = 500
): Promise<() => Promise<void>> => {
  await page.route(path, async (route) => {
    await route.fulfill({
      status,
      json: { type: "unknown_error", message: "The database is away." },
    })
  })
  return async () => await page.unroute(path)
}
