import { buildAsyncApi } from "./asyncapi"
import { readTypes, toDocument } from "./json-schemas"
import { buildOpenApi } from "./openapi"

/** Every generated file, by its name in `src/schemas`. */
export const buildSchemas = (): Record<string, string> => {
  const events = {
    ...readTypes("src/modules/order-finalization/types.ts"),
    ...readTypes("src/modules/order-finalization/envelope-types.ts"),
  }
  const documents = {
    "order-finalized": toDocument(events, "OrderFinalizedEventData"),
    "order-reverted": toDocument(events, "OrderRevertedEventData"),
    "order-webhook": toDocument(events, "OrderWebhookBody"),
    "order-webhook-cloud-event": toDocument(events, "OrderWebhookCloudEvent"),
    "order-cloud-event": toDocument(events, "OrderCloudEvent"),
    asyncapi: buildAsyncApi(events),
    openapi: buildOpenApi(readTypes("src/api/answers.ts")),
  }
  return Object.fromEntries(
    Object.entries(documents).map(([name, document]) => [
      `${name}.json`,
      JSON.stringify(document, null, 2) + "\n",
    ])
  )
}
