import * as fs from "fs"
import * as path from "path"

const NAME = "medusa-plugin-order-finalized"

/** Of the nearest package.json that is the plugin's: built files lie deeper than sources. */
export function readPluginVersion(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, "package.json")
    if (fs.existsSync(file)) {
      const { name, version } = JSON.parse(fs.readFileSync(file, "utf8"))
      if (name === NAME) {
        return version
      }
    }
    if (folder === path.dirname(folder)) {
      return "of an unknown version"
    }
  }
}
