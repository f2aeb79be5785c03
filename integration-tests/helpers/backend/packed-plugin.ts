import { execFileSync } from "child_process"
import * as fs from "fs"
import * as path from "path"
import { ROOT } from "./root"

/** Jest's own settings would change how npm's scripts behave. */
const env = { ...process.env, NODE_OPTIONS: undefined, NODE_ENV: undefined }

const npm = (cwd: string, args: string[]) =>
  execFileSync("npm", args, {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  })

/**
 * Builds and packs the plugin as a release does; returns the tarball's path.
 *
 * @param root - Where the plugin's sources are.
 */
export const packPlugin = (folder: string, root = ROOT): string => {
  npm(root, ["run", "build"])
  // Without its scripts: `prepack` would build it a second time.
  const json = npm(root, [
    "pack",
    "--ignore-scripts",
    "--json",
    `--pack-destination=${folder}`,
  ])
  const [{ filename }] = JSON.parse(json) as [{ filename: string }]
  return path.join(folder, filename)
}

/** Unpacks it as npm would: without the folder that every tarball starts with. */
export const unpackPlugin = (tarball: string, folder: string): void => {
  fs.mkdirSync(folder, { recursive: true })
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"])
}

/** The paths of all files below, relative to the folder. */
export const listFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(folder, path.join(entry.parentPath, entry.name))
    )
    .sort()

/**
 * Links every installed package into the folder's node_modules. A package that is put
 * there for real finds the others through it, the very copies that the others use.
 */
export const linkInstalledPackages = (folder: string): void => {
  const installed = path.join(ROOT, "node_modules")
  const target = path.join(folder, "node_modules")
  fs.mkdirSync(target, { recursive: true })
  for (const name of fs.readdirSync(installed)) {
    if (!name.startsWith(".")) {
      fs.symlinkSync(path.join(installed, name), path.join(target, name))
    }
  }
}
