import type { ValidateFunction } from "ajv"
import { OrderFinalizationEvents } from "../../../src/modules/order-finalization/types"
import { createAjv, readSchema } from "./json-schema"

const SCHEMA_OF: Record<string, string> = {
  [OrderFinalizationEvents.FINALIZED]: "order-finalized",
  [OrderFinalizationEvents.REVERTED]: "order-reverted",
}

const ajv = createAjv()
const validators = new Map<string, ValidateFunction>()

const validatorOf = (schema: string): ValidateFunction => {
  const known = validators.get(schema) ?? ajv.compile(readSchema(schema))
  validators.set(schema, known)
  return known
}

/** What is wrong with a value by a file of `src/schemas`; `null` if nothing is. */
export const findFault = (schema: string, value: unknown): string | null => {
  const validate = validatorOf(schema)
  return validate(value)
    ? null
    : `${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`
}

const invalid = new Set<string>()

/**
 * Whoever hears an event of the plugin hands it over here: each file of tests fails in its
 * end for those that break the contract. A listener's own error would reach the bus alone.
 */
export const noteIfInvalid = (name: string, data: unknown): void => {
  const schema = SCHEMA_OF[name]
  const fault = schema && findFault(schema, data)
  if (fault) {
    invalid.add(`${name}: ${fault}`)
  }
}

/** The same for a request to a webhook: whatever is sent is as the schema of its format says. */
export const noteIfInvalidBody = (contentType: string, body: string): void => {
  const fault = findFault(schemaOfBody(contentType), JSON.parse(body))
  if (fault) {
    invalid.add(`${contentType}: ${fault}`)
  }
}

const schemaOfBody = (contentType: string): string =>
  contentType === "application/cloudevents+json"
    ? "order-webhook-cloud-event"
    : "order-webhook"

/** Gives them, and forgets them. */
export const takeInvalidEvents = (): string[] => {
  const faults = [...invalid]
  invalid.clear()
  return faults
}
