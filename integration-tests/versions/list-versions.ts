import { execFileSync } from "child_process"
import { SUPPORTED_MEDUSA_RANGE } from "../../src/utils/check-core-version"

/**
 * The last version of each minor of Medusa that the plugin supports, oldest first, as npm
 * knows them today: a release of core is tested without anybody naming it here.
 */
export const listVersions = (): string[] => {
  const spec = `@medusajs/medusa@${SUPPORTED_MEDUSA_RANGE}`
  const json = execFileSync("npm", ["view", spec, "version", "--json"], {
    encoding: "utf8",
  })
  const versions = [JSON.parse(json)].flat() as string[]
  const lastOfMinor = new Map<string, string>()
  for (const version of versions.sort(compareVersions)) {
    lastOfMinor.set(version.replace(/\.\d+$/, ""), version)
  }
  return [...lastOfMinor.values()]
}

/** Negative if the first is the older one. */
export const compareVersions = (a: string, b: string): number =>
  a.localeCompare(b, "en", { numeric: true })
