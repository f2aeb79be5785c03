import * as fs from "fs"
import * as path from "path"
import { ROOT } from "../backend/root"

export type Fence = { language: string; code: string }

export type ReadmeSection = {
  title: string
  text: string
  fences: Fence[]
  /** Targets of its links. */
  links: string[]
}

const FENCE = /^```(\w*)\n([^]*?)^```$/gm
const LINK = /\]\(([^)\s]+)\)/g

export const README = fs.readFileSync(path.join(ROOT, "README.md"), "utf8")

const parse = (text: string): ReadmeSection => {
  const prose = text.replace(FENCE, "")
  return {
    title: /^#+ (.*)$/m.exec(prose)![1]!,
    text,
    fences: [...text.matchAll(FENCE)].map(([, language, code]) => ({
      language: language!,
      code: code!,
    })),
    links: [...prose.matchAll(LINK)].map(([, target]) => target!),
  }
}

/** The parts of the text that start with a heading of that level, each to the next one. */
export const readSections = (text: string, level: number): ReadmeSection[] =>
  text
    .split(new RegExp(`^(?=#{1,${level}} )`, "m"))
    .filter((part) => part.startsWith(`${"#".repeat(level)} `))
    .map(parse)

/** The files that README shows as a whole, by their names. */
export const readWholeExamples = (): Map<string, string> =>
  new Map(
    parse(README).fences.flatMap(({ code }) => {
      const [, file] = /^\/\/ (src\/\S+\.ts)\n/.exec(code) ?? []
      return file && !code.includes("// …\n") ? [[file, code] as const] : []
    })
  )
