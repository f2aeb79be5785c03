import * as fs from "fs"
import * as path from "path"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
} from "../../src"
import { parseOptions } from "../../src/modules/order-finalization/options"
import { listFiles } from "../helpers/backend/packed-plugin"
import { ROOT } from "../helpers/backend/root"
import { README, readSections } from "../helpers/watch/readme"

const sectionOf = (title: string) => {
  const found = readSections(README, 2).find(
    (section) => section.title === title
  )
  if (!found) {
    throw new Error(`Expected README to have a section "${title}"`)
  }
  return found
}

/** What stands in the first column of a section's tables, as code. */
const firstColumn = (title: string): string[] =>
  [...sectionOf(title).text.matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, cell]) => cell!
  )

/** The target of a heading, as npm and GitHub write it. */
const toAnchor = (title: string): string =>
  `#${title
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/\s/g, "-")}`

const findBrokenLinks = (text: string, folder: string): string[] => {
  const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    toAnchor(title!)
  )
  return readSections(text, 2)
    .flatMap(({ links }) => links)
    .filter((link) =>
      link.startsWith("#")
        ? !anchors.includes(link)
        : !link.includes("://") && !fs.existsSync(path.join(folder, link))
    )
}

describe("README", () => {
  it("links every recipe, and nothing else beside them", () => {
    const recipes = fs
      .readdirSync(path.join(ROOT, "src/recipes"))
      .map((file) => `src/recipes/${file}`)
    expect(sectionOf("Recipes").links.sort()).toEqual(recipes.sort())
  })

  it("names every option with its default", () => {
    const { text } = sectionOf("Options")
    const rows = [...text.matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm)]
    const told = rows.map(([, name, value]) => [name, JSON.parse(value!)])
    // Durations are told as they are written, and parsed to milliseconds.
    expect(parseOptions(Object.fromEntries(told))).toEqual(parseOptions({}))
    expect(told.map(([name]) => name).sort()).toEqual(
      Object.keys(parseOptions({})).sort()
    )
  })

  it("names every status, every event and every reason", () => {
    expect(firstColumn("States").sort()).toEqual(
      Object.values(OrderFinalizationStatus).sort()
    )
    const { text } = sectionOf("Events")
    for (const word of [
      ...Object.values(OrderFinalizationEvents),
      ...Object.values(OrderRevertedReason),
    ]) {
      expect(text).toContain(`\`${word}\``)
    }
  })

  it("links to nothing that is not there", () => {
    expect(findBrokenLinks(README, ROOT)).toEqual([])
  })

  it("would notice a broken link", () => {
    const text = "## One\n[two](#two) [three](three.md) [one](#one)\n"
    expect(findBrokenLinks(text, ROOT)).toEqual(["#two", "three.md"])
  })
})

describe("README of the tests", () => {
  const folder = path.join(ROOT, "integration-tests")
  const text = fs.readFileSync(path.join(folder, "README.md"), "utf8")

  it("names every suite, and none that is not there", () => {
    const promises = readSections(text, 2).find(
      ({ title }) => title === "Each promise and its suite"
    )!
    const rows = promises.text.split("\n").filter((row) => row.startsWith("|"))
    const named = rows.flatMap((row) =>
      [...row.split("|")[2]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
    )
    const suites = listFiles(folder)
      .filter((file) => file.endsWith(".spec.ts"))
      .map((file) => file.replace(/\.spec\.ts$/, ""))
    expect(named.sort()).toEqual(suites.sort())
  })
})
