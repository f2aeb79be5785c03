import Module from "module"
import * as path from "path"

type Resolve = (request: string, ...rest: unknown[]) => string

/** Outside of jest a recipe imports the plugin by its name, too: it gets what stands here. */
const internals = Module as unknown as { _resolveFilename: Resolve }
const resolve = internals._resolveFilename
internals._resolveFilename = (request, ...rest) =>
  resolve(
    request === "medusa-plugin-order-finalized"
      ? path.resolve(__dirname, "../../../src/index.ts")
      : request,
    ...rest
  )
