import type { Page } from "playwright-core"
import { source } from "axe-core"

type Finding = { id: string; impact: string | null; nodes: { html: string }[] }

declare const axe: {
  run(context: string): Promise<{ violations: Finding[] }>
}

/**
 * What axe finds serious or critical on the page's own part: the dashboard's frame around
 * it is not the plugin's.
 *
 * @param part - A CSS selector.
 */
export const findSeriousFindings = async (
  page: Page,
  part: string
): Promise<string[]> => {
  await page.evaluate(source)
  const violations = await page.evaluate(
    async (selector) => (await axe.run(selector)).violations,
    part
  )
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
}
