import * as fs from "fs"
import * as path from "path"
import Ajv2020, { type Options } from "ajv/dist/2020"
import { SCHEMAS } from "../../contract/paths"

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Knows the formats that the plugin's own schemas use. */
export const createAjv = (options: Options = {}) =>
  new Ajv2020({
    ...options,
    allErrors: true,
    // `type: ["string", "null"]` is what a nullable type becomes.
    allowUnionTypes: true,
    formats: {
      "date-time": ISO,
      "uri-reference": (value: string) =>
        URL.canParse(value, "https://shop.example.com"),
    },
  })

/** A file of `src/schemas`, as it is committed. */
export const readSchema = (name: string) =>
  JSON.parse(fs.readFileSync(path.join(SCHEMAS, `${name}.json`), "utf8"))
