import * as path from "path"

export const ROOT = path.resolve(__dirname, "../..")
/** Where the generated files are: committed, and a part of the package. */
export const SCHEMAS = path.join(ROOT, "src/schemas")
