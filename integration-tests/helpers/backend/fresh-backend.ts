import * as fs from "fs"
import * as path from "path"
import { ROOT } from "./root"
import { linkInstalledPackages, unpackPlugin } from "./packed-plugin"

/** What `create-medusa-app` leaves, the plugin's line in the config apart. */
const FILES: Record<string, string> = {
  "package.json": JSON.stringify({
    name: "backend",
    version: "0.0.1",
    // By these Medusa's command line knows a backend.
    dependencies: { "@medusajs/framework": "*", "@medusajs/medusa": "*" },
  }),

  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "ES2021",
      esModuleInterop: true,
      module: "Node16",
      moduleResolution: "Node16",
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      skipLibCheck: true,
      strict: true,
      outDir: "./.medusa/server",
      types: ["node"],
    },
    "ts-node": { swc: true },
    include: ["src", "medusa-config.ts"],
  }),

  "medusa-config.ts": `
import { defineConfig } from "@medusajs/framework/utils"

export default defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    // In production cookies are for https alone, unless it is said.
    cookieOptions: { secure: false, sameSite: "lax" },
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: "supersecret",
      cookieSecret: "supersecret",
    },
  },
  admin: { disable: process.env.WITH_ADMIN !== "1" },
  plugins: process.env.WITHOUT_PLUGIN
    ? []
    : [
        {
          resolve: "medusa-plugin-order-finalized",
          options: JSON.parse(process.env.ORDER_FINALIZATION_OPTIONS ?? "{}"),
        },
      ],
  modules: [
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        providers: [{ resolve: "./src/modules/test-payment", id: "test" }],
      },
    },
  ],
})
`,

  "src/modules/test-payment/index.ts": `
export { default } from "./test-payment-provider"
`,

  "src/scripts/seed-shop.ts": `
import type { ExecArgs } from "@medusajs/framework/types"
import { seedDatabase } from "./shop/seed-database"

export default async function seedShop({ container }: ExecArgs) {
  await seedDatabase(container)
}
`,

  "src/subscribers/order-events.ts": `
import { appendFileSync } from "fs"
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import {
  OrderFinalizationEvents,
  type OrderFinalizedEventData,
} from "medusa-plugin-order-finalized"

export default async function recordOrderFinalized({
  event: { name, data },
}: SubscriberArgs<OrderFinalizedEventData>) {
  const amount: number = data.payment.authorized_amount
  const line = JSON.stringify({ name, data, is_paid: amount >= data.total })
  appendFileSync(process.env.ORDER_EVENTS_FILE!, line + "\\n")
}

export const config: SubscriberConfig = {
  event: OrderFinalizationEvents.FINALIZED,
}
`,

  "src/subscribers/erp.ts": `
import { appendFileSync } from "fs"
import { OrderFinalizationEvents, processOnce } from "medusa-plugin-order-finalized"

export default processOnce("erp", async ({ event }) => {
  const line = JSON.stringify({ name: event.name, event_id: event.data.event_id })
  appendFileSync(process.env.ERP_FILE!, line + "\\n")
})

export const config = { event: Object.values(OrderFinalizationEvents) }
`,
}

/** The harness's own files that this backend cannot do without. */
const COPIES = {
  "stand-ins/test-payment-provider.ts": "src/modules/test-payment",
  "stand-ins/payment-ledger.ts": "src/modules/test-payment",
  "shop/seed-database.ts": "src/scripts/shop",
  "shop/seed.ts": "src/scripts/shop",
  "services/databases.ts": "src/scripts/services",
}

export const writeFile = (folder: string, file: string, text: string): void => {
  const target = path.join(folder, file)
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.writeFileSync(target, text)
}

/** An empty Medusa backend with the packed plugin installed in it. */
export const createFreshBackend = (folder: string, tarball: string): void => {
  for (const [file, text] of Object.entries(FILES)) {
    writeFile(folder, file, text)
  }
  for (const [file, target] of Object.entries(COPIES)) {
    const source = path.join(ROOT, "integration-tests/helpers", file)
    writeFile(
      folder,
      path.join(target, path.basename(file)),
      fs.readFileSync(source, "utf8")
    )
  }
  linkInstalledPackages(folder)
  unpackPlugin(
    tarball,
    path.join(folder, "node_modules/medusa-plugin-order-finalized")
  )
}
