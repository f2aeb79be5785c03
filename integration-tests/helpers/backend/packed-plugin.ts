import { execFileSync } from "child_process"
import { createHash } from "crypto"
import * as fs from "fs"
import * as path from "path"
import { ROOT } from "./root"
import { waitFor } from "../watch/wait-for"

/** Jest's own settings would change how npm's scripts behave. */
const env = { ...process.env, NODE_OPTIONS: undefined, NODE_ENV: undefined }

const npm = (cwd: string, args: string[]) =>
  execFileSync("npm", args, {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  })

/** What the plugin is built and packed from. */
const SOURCES = [
  "src",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
]

const CACHE = path.join(ROOT, ".medusa/packed")

/** Well above what a busy machine takes to build it, in milliseconds. */
const BUILD_TIME = 300_000

/** Changes with any file of the plugin, and of what else is named. */
export const hashOfPlugin = (...others: string[]): string => {
  const hash = createHash("sha256")
  for (const name of [...SOURCES, ...others]) {
    const source = path.join(ROOT, name)
    const files = fs.statSync(source).isDirectory()
      ? listFiles(source).map((file) => path.join(source, file))
      : [source]
    for (const file of files) {
      hash.update(path.relative(ROOT, file)).update(fs.readFileSync(file))
    }
  }
  return hash.digest("hex").slice(0, 16)
}

/** Away from the project's own build, which somebody may be working with. */
const buildAndPack = (tarball: string): void => {
  const folder = fs.mkdtempSync(path.join(CACHE, "build-"))
  try {
    for (const name of SOURCES) {
      fs.cpSync(path.join(ROOT, name), path.join(folder, name), {
        recursive: true,
      })
    }
    linkInstalledPackages(folder)
    npm(folder, ["run", "build"])
    // Without its scripts: `prepack` would build it a second time.
    const json = npm(folder, ["pack", "--ignore-scripts", "--json"])
    const [{ filename }] = JSON.parse(json) as [{ filename: string }]
    for (const name of fs.readdirSync(CACHE)) {
      if (name.endsWith(".tgz")) {
        fs.rmSync(path.join(CACHE, name))
      }
    }
    fs.renameSync(path.join(folder, filename), tarball)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Of whoever has the lock; 0 for nobody that is known. */
const ownerOf = (lock: string): number => {
  try {
    return Number(fs.readFileSync(lock, "utf8"))
  } catch {
    return 0
  }
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** False if another process has it; what a killed one has left is removed. */
const takeLock = (lock: string): boolean => {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: "wx" })
    return true
  } catch {
    const owner = ownerOf(lock)
    if (owner && !isRunning(owner)) {
      fs.rmSync(lock, { force: true })
    }
    return false
  }
}

/**
 * Builds and packs the plugin as a release does, once until a source changes; returns the
 * tarball's path. Of several processes that need it at a time, one builds it.
 */
export const packPlugin = async (): Promise<string> => {
  fs.mkdirSync(CACHE, { recursive: true })
  const tarball = path.join(CACHE, `${hashOfPlugin()}.tgz`)
  const lock = `${tarball}.lock`
  const isPacked = () => fs.existsSync(tarball)
  await waitFor(() => isPacked() || takeLock(lock), {
    timeout: BUILD_TIME,
    message: "another process to build the plugin",
  })
  if (!isPacked()) {
    try {
      buildAndPack(tarball)
    } finally {
      fs.rmSync(lock, { force: true })
    }
  }
  return tarball
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
