import * as fs from "fs"

/** The line is complete when this returns: whoever dies after it has written it. */
export const appendLine = (file: string, value: unknown): void =>
  fs.appendFileSync(file, JSON.stringify(value) + "\n")

/** What processes, perhaps killed ones, have left in a file. */
export const readLines = <T>(file: string): T[] => {
  if (!fs.existsSync(file)) {
    return []
  }
  // What follows the last newline is a line that a kill cut short.
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T)
}
