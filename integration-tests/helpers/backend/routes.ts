import * as path from "path"
import { ROOT } from "./root"
import { listFiles } from "./packed-plugin"

export type Route = { method: string; path: string }

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

/** Every route that the plugin brings, as core finds them: by its files. */
export const listRoutes = async (): Promise<Route[]> => {
  const api = path.join(ROOT, "src/api")
  const files = listFiles(api).filter((file) => /(^|\/)route\.ts$/.test(file))
  const routes = await Promise.all(
    files.map(async (file) => {
      const handlers = await import(path.join(api, file))
      const segments = path.dirname(file).replace(/\[(\w+)\]/g, ":$1")
      return METHODS.filter((method) => method in handlers).map((method) => ({
        method,
        path: `/${segments}`,
      }))
    })
  )
  return routes.flat()
}
