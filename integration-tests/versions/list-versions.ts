import { execFileSync } from "child_process"
import { SUPPORTED_MEDUSA_RANGE } from "../../src/utils/check-core-version"

/**
 * The last version of each minor of Medusa that the plugin supports, oldest first, as npm
 * knows them today: a release of core is tested without anybody naming it here.
 */
const listVersions = (): string[] => {
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

/**
 * The versions that are asked for, by their numbers or as the `oldest`, `middle` and `newest`
 * of those that are supported; all of them if none is.
 *
 * @throws `Error` for what is neither.
 */
export const pickVersions = (asked: string[]): string[] => {
  const all = listVersions()
  const named = new Map([
    ["oldest", all[0]],
    ["middle", all[Math.floor((all.length - 1) / 2)]],
    ["newest", all.at(-1)],
  ])
  const picked = asked.map((name) => {
    const version = /^\d+\.\d+\.\d+$/.test(name) ? name : named.get(name)
    if (!version) {
      throw new Error(
        `Expected a version such as 2.15.5, or ${[...named.keys()].join(", ")}, got ${name}`
      )
    }
    return version
  })
  return picked.length ? [...new Set(picked)] : all
}

/** Negative if the first is the older one. */
export const compareVersions = (a: string, b: string): number =>
  a.localeCompare(b, "en", { numeric: true })
