import * as path from "path"

export const ROOT = path.resolve(__dirname, "../../..")
