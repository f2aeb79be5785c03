import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { OrderFinalizationEvents } from "../../src"
import { startBackend, type Backend } from "../helpers/backend/backend"
import { listen, type Listener } from "../helpers/watch/listener"
import {
  startOwnServices,
  type OwnServices,
} from "../helpers/services/own-services"
import { prepareDatabase } from "../helpers/backend/prepare-database"

export type Stage = {
  backend: Backend
  listener: Listener
  databaseUrl: string
  services: OwnServices
}

/** PostgreSQL, a shop in it, and a backend with somebody who listens. */
export const setStage = async (
  progress: (line: string) => void
): Promise<Stage> => {
  const redisUrl = process.env.REDIS_URL || undefined
  progress(
    process.env.DATABASE_URL
      ? "Creating a database of its own ..."
      : "Starting PostgreSQL ..."
  )
  const services = await startOwnServices("demo", redisUrl)
  try {
    const { postgresUrl, run } = services
    progress("Migrating and filling a shop ...")
    const databaseUrl = await prepareDatabase(postgresUrl, run)
    progress(
      redisUrl
        ? "Starting the backend, with Redis ..."
        : "Starting the backend, all in memory ..."
    )
    const redisPrefix = redisUrl && run
    const backend = await startBackend({
      databaseUrl,
      redisUrl,
      redisPrefix,
      // Where the ERP's stand-in is.
      pluginOptions: { webhooks: { allowedNetworks: ["127.0.0.0/8"] } },
    })
    services.beforeStop(backend.stop)
    showErrors(backend)
    const listener = listen(backend, [
      "order.placed",
      ...Object.values(OrderFinalizationEvents),
    ])
    return { backend, listener, databaseUrl, services }
  } catch (error) {
    await services.stop()
    throw error
  }
}

/** But for those of the ERP that is down, on purpose. */
const OWN_ERROR = /^medusa-plugin-order-finalized: (?!consumer "webhook:)/
/** What the event bus logs of a subscriber that threw; the error follows on its own. */
const SUBSCRIBER_ERROR = /^An error occurred while processing/

/**
 * The log is off, as core logs a stack for every case that the demo provokes. The
 * plugin's own errors are none of them.
 */
const showErrors = ({ container }: Backend): void => {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  let isErrorNext = false
  logger.error = (message: unknown) => {
    const isSubscribers = SUBSCRIBER_ERROR.test(String(message))
    if (isErrorNext || isSubscribers || OWN_ERROR.test(String(message))) {
      console.error(message)
    }
    isErrorNext = isSubscribers
  }
}
