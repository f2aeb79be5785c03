import * as path from "path"
import { ROOT } from "../helpers/backend/root"

/** Where the generated files are: committed, and a part of the package. */
export const SCHEMAS = path.join(ROOT, "src/schemas")
