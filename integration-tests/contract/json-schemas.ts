import * as path from "path"
import { createGenerator, type Schema } from "ts-json-schema-generator"
import { ROOT } from "../helpers/backend/root"

export type Definitions = Record<string, Schema>

/** Every type that a file of `src` exports, as JSON Schema; none takes what it does not name. */
export const readTypes = (file: string): Definitions =>
  createGenerator({
    path: path.join(ROOT, file),
    tsconfig: path.join(ROOT, "tsconfig.json"),
    type: "*",
    // The compiler checks the types, in a run of its own.
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema().definitions as Definitions

/** Replaces every reference in a schema, or in a document that has schemas in it. */
export const moveReferences = <T>(schema: T, to: string): T =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${to}`))

/** The names of what a schema refers to, directly or by way of others. */
const listReferences = (
  definitions: Definitions,
  name: string,
  found = new Set<string>()
): Set<string> => {
  const text = JSON.stringify(definitions[name])
  for (const [, other] of text.matchAll(/"#\/definitions\/(\w+)"/g)) {
    if (!found.has(other!)) {
      found.add(other!)
      listReferences(definitions, other!, found)
    }
  }
  return found
}

/** Those of the definitions that some of them need, themselves included. */
export const pick = (
  definitions: Definitions,
  names: string[]
): Definitions => {
  const needed = names.flatMap((name) => [
    name,
    ...listReferences(definitions, name),
  ])
  return Object.fromEntries(
    [...new Set(needed)].sort().map((name) => [name, definitions[name]!])
  )
}

/** A schema that stands for itself, in the 2020-12 dialect: what the package exports. */
export const toDocument = (definitions: Definitions, name: string) => {
  const { [name]: schema, ...others } = pick(definitions, [name])
  return moveReferences(
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: name,
      ...(schema as object),
      ...(Object.keys(others).length && { $defs: others }),
    },
    "#/$defs/"
  )
}
