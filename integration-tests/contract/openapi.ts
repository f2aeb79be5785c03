import { z } from "@medusajs/framework/zod"
import { version } from "../../package.json"
import { wordsOf } from "../../src/api/one-of"
import { type Definitions, moveReferences, pick } from "./json-schemas"
import { type Operation, OPERATIONS } from "./operations"

const SCHEMAS = "#/components/schemas/"

type JsonSchema = Record<string, unknown>

/** What a request may bring, before a validator transforms it. */
const toSchema = (validator: z.ZodType): JsonSchema => {
  const { $schema: _, ...schema } = z.toJSONSchema(validator, {
    io: "input",
    // A check that is a function has no schema: whatever passes it.
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const words = wordsOf(zodSchema)
      if (words) {
        const one = { type: "string", enum: words.allowed }
        Object.assign(
          jsonSchema,
          words.mayBeSeveral
            ? { anyOf: [one, { type: "array", items: one }] }
            : one
        )
      }
    },
  })
  return schema
}

export const toTemplate = (path: string): string =>
  path.replace(/:(\w+)/g, "{$1}")

const pathParameters = (path: string) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))

const queryParameters = (validator: z.ZodType) => {
  const { properties = {}, required = [] } = toSchema(validator) as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    // As core reads `updated_at[$gt]=…`.
    ...(JSON.stringify(schema).includes('"$gt"') && {
      style: "deepObject",
      explode: true,
    }),
    required: required.includes(name),
    schema,
  }))
}

const json = (schema: JsonSchema) => ({ "application/json": { schema } })

const answerWith = (description: string, schema: JsonSchema) => ({
  description,
  content: json(schema),
})

const refusal = (description: string) =>
  answerWith(description, { $ref: `${SCHEMAS}ErrorResponse` })

/** One without a required field may be left out. */
const toRequestBody = (schema: JsonSchema) => ({
  required: Array.isArray(schema.required) && schema.required.length > 0,
  content: json(schema),
})

/** `getAdminOrderFinalizationsSummary`, of the method and the path. */
const toOperationId = ({ method, path }: Operation): string =>
  method +
  path
    .split(/[^a-z]+/i)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("")

const toOperation = (operation: Operation) => {
  const { path, summary, query, body, answer, refusals = {} } = operation
  const isAdmin = path.startsWith("/admin/")
  return {
    operationId: toOperationId(operation),
    summary,
    tags: [isAdmin ? "Admin" : "Store"],
    security: isAdmin
      ? [{ api_token: [] }, { jwt_token: [] }, { cookie_auth: [] }]
      : [{ publishable_key: [] }],
    parameters: [
      ...pathParameters(path),
      ...(query ? queryParameters(query) : []),
    ],
    ...(body && { requestBody: toRequestBody(toSchema(body)) }),
    responses: {
      200: answerWith(
        summary,
        answer === "object"
          ? { type: "object" }
          : { $ref: `${SCHEMAS}${answer}` }
      ),
      400: refusal("The request is not as it has to be"),
      ...(isAdmin && {
        401: refusal("Nobody is logged in"),
        403: refusal("The user's roles do not allow it"),
      }),
      ...(path.includes(":") && { 404: refusal("There is no such thing") }),
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, why]) => [status, refusal(why)])
      ),
    },
  }
}

/** The document of the Admin and Store routes, OpenAPI 3.1. */
export const buildOpenApi = (definitions: Definitions) => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of OPERATIONS) {
    const template = toTemplate(operation.path)
    paths[template] = {
      ...paths[template],
      [operation.method]: toOperation(operation),
    }
  }
  const answers = OPERATIONS.map(({ answer }) => answer).filter(
    (answer) => answer !== "object"
  )
  return {
    openapi: "3.1.0",
    info: {
      title: "medusa-plugin-order-finalized",
      version,
      description: "What the plugin adds to a backend's Admin and Store API.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "http://localhost:9000" }],
    tags: [{ name: "Admin" }, { name: "Store" }],
    paths,
    components: {
      schemas: moveReferences(
        pick(definitions, [...answers, "ErrorResponse"]),
        SCHEMAS
      ),
      // As core's own document has them (Medusa 2.21.2).
      securitySchemes: {
        api_token: { type: "http", scheme: "basic" },
        jwt_token: { type: "http", scheme: "bearer" },
        cookie_auth: { type: "apiKey", in: "cookie", name: "connect.sid" },
        publishable_key: {
          type: "apiKey",
          in: "header",
          name: "x-publishable-api-key",
        },
      },
    },
  }
}
