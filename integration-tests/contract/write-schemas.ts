import * as fs from "fs"
import * as path from "path"
import { buildSchemas } from "./build-schemas"
import { SCHEMAS } from "./paths"

/** `npm run schemas`: writes `src/schemas` anew. */
fs.rmSync(SCHEMAS, { recursive: true, force: true })
fs.mkdirSync(SCHEMAS)
for (const [file, text] of Object.entries(buildSchemas())) {
  fs.writeFileSync(path.join(SCHEMAS, file), text)
}
