import type { ErrorObject, ValidateFunction } from "ajv"
import { createAjv, readSchema } from "../watch/json-schema"

type OpenApi = {
  paths: Record<
    string,
    Record<string, { responses: Record<string, object> } | undefined>
  >
}

const ID = "openapi.json"

const escape = (pointer: string): string =>
  encodeURIComponent(pointer.replaceAll("~", "~0").replaceAll("/", "~1"))

const load = () => {
  const openApi: OpenApi = readSchema("openapi")
  // The schemas are somewhere within the document, which itself is none.
  const ajv = createAjv({ strict: false })
  ajv.addSchema(openApi, ID, false, false)
  const routes = Object.keys(openApi.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`),
  }))
  const validators = new Map<string, ValidateFunction>()
  const validatorOf = (template: string, method: string, status: number) => {
    const schema = `${ID}#/paths/${escape(template)}/${method}/responses/${status}/content/application~1json/schema`
    const known = validators.get(schema) ?? ajv.compile({ $ref: schema })
    validators.set(schema, known)
    return known
  }
  return { openApi, routes, validatorOf }
}

let loaded: ReturnType<typeof load> | undefined

/** Whether a `fields` of the request may have left it out. */
const isLeftOut = ({ keyword }: ErrorObject, search: URLSearchParams) =>
  keyword === "required" && search.has("fields")

/**
 * Throws for an answer of a route of the plugin's that its OpenAPI document does not have,
 * or has otherwise. Answers of core's routes are core's.
 */
export const checkAnswer = (
  method: string,
  pathAndSearch: string,
  status: number,
  data: unknown
): void => {
  const { openApi, routes, validatorOf } = (loaded ??= load())
  const { pathname, searchParams } = new URL(pathAndSearch, "http://localhost")
  const route =
    routes.find(({ template }) => template === pathname) ??
    routes.find(({ pattern }) => pattern.test(pathname))
  const operation =
    route && openApi.paths[route.template]![method.toLowerCase()]
  if (!operation) {
    return
  }
  const told = `${method} ${route.template} answered ${status}`
  if (!operation.responses[status]) {
    throw new Error(
      `${told}, of which openapi.json says nothing: ${JSON.stringify(data)}`
    )
  }
  const validate = validatorOf(route.template, method.toLowerCase(), status)
  validate(data)
  const errors = (validate.errors ?? []).filter(
    (error) => !isLeftOut(error, searchParams)
  )
  if (errors.length) {
    throw new Error(
      `${told} otherwise than openapi.json says: ${JSON.stringify({ errors, data }, null, 2)}`
    )
  }
}
