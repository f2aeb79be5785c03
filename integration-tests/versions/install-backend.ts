import { execFileSync } from "child_process"
import * as fs from "fs"
import * as path from "path"
import { devDependencies } from "../../package.json"
import { ROOT } from "../helpers/backend/root"

const TESTS = path.join(ROOT, "integration-tests")

/** What the backend is made of, and the harness's files that it imports. */
const COPIES = ["versions/backend", "helpers", "demo"]

const toPackage = (version: string, tarball: string) => ({
  name: "backend",
  version: "0.0.1",
  private: true,
  dependencies: {
    "@medusajs/cli": version,
    "@medusajs/framework": version,
    "@medusajs/medusa": version,
    "medusa-plugin-order-finalized": `file:${tarball}`,
  },
  devDependencies: {
    "@swc/core": devDependencies["@swc/core"],
    "@types/node": devDependencies["@types/node"],
    "ts-node": devDependencies["ts-node"],
    typescript: devDependencies.typescript,
  },
})

const TSCONFIG = {
  compilerOptions: {
    target: "ES2021",
    module: "Node16",
    moduleResolution: "Node16",
    esModuleInterop: true,
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    types: ["node"],
  },
  "ts-node": { swc: true },
  // What builds on the plugin's types: the harness's own files go by the newest core.
  include: ["src/subscribers", "src/workflows"],
}

/**
 * Makes a backend of that Medusa in the folder, as a shop would: with the plugin from its
 * tarball, by a plain `npm install`. Returns the backend's root.
 */
export const installBackend = (
  folder: string,
  version: string,
  tarball: string
): string => {
  for (const copy of COPIES) {
    fs.cpSync(path.join(TESTS, copy), path.join(folder, copy), {
      recursive: true,
    })
  }
  const backend = path.join(folder, "versions/backend")
  const write = (file: string, content: object) =>
    fs.writeFileSync(path.join(backend, file), JSON.stringify(content, null, 2))
  write("package.json", toPackage(version, tarball))
  write("tsconfig.json", TSCONFIG)
  execFileSync("npm", ["install", "--prefer-offline", "--no-audit"], {
    cwd: backend,
    stdio: "pipe",
  })
  // The harness's files lie outside of the backend, and are to find the same packages.
  const packages = path.join(backend, "node_modules")
  fs.symlinkSync(packages, path.join(folder, "node_modules"))
  return backend
}
