import * as fs from "fs"
import * as path from "path"
import { ROOT } from "../helpers/backend/app"
import { README, readSections, type Fence } from "../helpers/watch/readme"

const FOLDER = "src/recipes"

const recipes = fs
  .readdirSync(path.join(ROOT, FOLDER))
  .map((file) => `${FOLDER}/${file}`)

const section = readSections(README, 2).find(({ title }) => title === "Recipes")
const sections = readSections(section?.text ?? "", 3)

/** What README says stands in the file: parts of it, in their order. */
const quotes = ({ language, code }: Fence): string[] => {
  if (language !== "diff") {
    return code.replace(/^\/\/ src\/\S+\n/, "").split(/^\/\/ …\n/m)
  }
  const lines = code.split("\n").filter((line) => !line.startsWith("-"))
  return [lines.map((line) => line.slice(1)).join("\n")]
}

/** The first quote that is not in the text behind the one before it, or null. */
const findForeign = (text: string, fences: Fence[]): string | null => {
  let from = 0
  for (const quote of fences.flatMap(quotes)) {
    const at = text.indexOf(quote, from)
    if (at < 0) {
      return quote
    }
    from = at + quote.length
  }
  return null
}

describe("README", () => {
  it("tells of every recipe, with its code", () => {
    const linked = sections.map(({ links }) => links)
    expect(linked.flat().sort()).toEqual(recipes.sort())
    for (const { title, fences } of sections) {
      expect({ title, fences: fences.length }).toEqual({ title, fences: 1 })
    }
  })

  it.each(sections)("quotes the recipe as it is: $title", (recipe) => {
    const text = fs.readFileSync(path.join(ROOT, recipe.links[0]!), "utf8")
    expect(findForeign(text, recipe.fences)).toBeNull()
    const [named] = /src\/subscribers\/\S+/.exec(recipe.fences[0]!.code) ?? []
    if (named) {
      expect(path.basename(named)).toBe(path.basename(recipe.links[0]!))
    }
  })

  it("would notice a quote that has drifted, or comes in another order", () => {
    const fence = (code: string) => [{ language: "ts", code }]
    const text = "const a = 1\nconst b = 2\n"
    expect(
      findForeign(text, fence("// src/a.ts\nconst a = 1\n// …\nconst b = 2\n"))
    ).toBeNull()
    expect(findForeign(text, fence("const a = 2\n"))).toBe("const a = 2\n")
    expect(findForeign(text, fence("const b = 2\n// …\nconst a = 1\n"))).toBe(
      "const a = 1\n"
    )
    expect(
      findForeign(text, [
        { language: "diff", code: "-const c\n+const b = 3\n" },
      ])
    ).toBe("const b = 3\n")
  })

  it("links to nothing that is not there", () => {
    const anchors = [...README.matchAll(/^#+ (.*)$/gm)].map(
      ([, title]) =>
        `#${title!
          .toLowerCase()
          .replace(/[^\w\s-]/g, "")
          .replace(/\s/g, "-")}`
    )
    const broken = readSections(README, 2)
      .flatMap(({ links }) => links)
      .filter((link) =>
        link.startsWith("#")
          ? !anchors.includes(link)
          : !link.includes("://") && !fs.existsSync(path.join(ROOT, link))
      )
    expect(broken).toEqual([])
  })
})
