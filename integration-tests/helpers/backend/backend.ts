import { type Api, createApi, type Headers } from "./api"
import { type App, type AppOptions, startApp } from "./app"
import { logInAsAdmin } from "./log-in"
import { readSeed, type Seed } from "../shop/seed"

export type Backend = App & {
  databaseUrl: string
  api: Api
  /** The publishable key that Store API calls need. */
  storeHeaders: Headers
  /** The admin user's bearer token. */
  adminHeaders: Headers
  seed: Seed
}

export type BackendOptions = AppOptions

/** Boots the backend on a database that `prepareDatabase` has made, or a copy. */
export const startBackend = async (
  options: BackendOptions
): Promise<Backend> => {
  const seed = await readSeed(options.databaseUrl)
  const app = await startApp(options)
  try {
    const api = createApi(app.url)
    return {
      ...app,
      databaseUrl: options.databaseUrl,
      api,
      seed,
      storeHeaders: { "x-publishable-api-key": seed.publishable_key },
      adminHeaders: await logInAsAdmin({ api }),
    }
  } catch (error) {
    await app.stop()
    throw error
  }
}
