import "../helpers/backend/quiet"
import { randomBytes } from "crypto"
import * as fs from "fs"
import * as path from "path"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import { MikroORM } from "@medusajs/framework/mikro-orm/postgresql"
import {
  defineMikroOrmCliConfig,
  DmlEntity,
  dynamicImport,
} from "@medusajs/framework/utils"
import { createDatabase, dropDatabase } from "../helpers/services/databases"
import { MODULE_PATH, migrationsOf } from "../helpers/services/migrate-module"
import {
  countRows,
  installRelease,
  listReleases,
} from "../helpers/services/releases"
import { describeSchema, listRelations } from "../helpers/services/schema"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"

const MODELS_PATH = path.join(MODULE_PATH, "models")
const SNAPSHOT = ".snapshot-medusa-order-finalization"

describe("The module's migrations", () => {
  const server = process.env.TEST_POSTGRES_URL!
  const names: string[] = []

  const newDatabase = async () => {
    const name = `${process.env.TEST_RUN}_${randomBytes(4).toString("hex")}`
    names.push(name)
    return await createDatabase(server, name)
  }
  afterAll(async () => {
    for (const name of names) {
      await dropDatabase(server, name)
    }
  })

  /** As `medusa plugin:db:generate` finds them. */
  const loadModels = async () => {
    const files = fs.readdirSync(MODELS_PATH)
    const loaded = await Promise.all(
      files.map((file) => dynamicImport(path.join(MODELS_PATH, file)))
    )
    return loaded
      .flatMap((exported) => Object.values(exported))
      .filter(DmlEntity.isDmlEntity)
  }

  /** As `medusa plugin:db:generate` sets it up. */
  const connect = async (clientUrl: string) =>
    await MikroORM.init(
      defineMikroOrmCliConfig(ORDER_FINALIZATION_MODULE, {
        entities: await loadModels(),
        clientUrl,
        dbName: new URL(clientUrl).pathname.slice(1),
        migrations: {
          path: path.join(MODULE_PATH, "migrations"),
          // The command takes the name of its default database for it.
          snapshotName: SNAPSHOT,
        },
      })
    )

  it("go up, down and up again on a real database", async () => {
    const url = await newDatabase()

    const migrated = await MedusaModule.migrateUp(migrationsOf(url))
    const first = await describeSchema(url)
    const tables = (await loadModels()).map((model) => model.parse().tableName)
    expect(tables.length).toBeGreaterThan(0)
    expect(await listRelations(url)).toEqual(expect.arrayContaining(tables))

    await MedusaModule.migrateDown(
      migrationsOf(url),
      migrated.map(({ name }) => name)
    )
    // Nothing is left, but the table in which MikroORM counts migrations.
    expect(
      (await listRelations(url)).filter((name) => !name.startsWith("mikro_orm"))
    ).toEqual([])

    const again = await MedusaModule.migrateUp(migrationsOf(url))
    expect(again).toEqual(migrated)
    expect(await describeSchema(url)).toEqual(first)
  })

  it("make the unique and the partial indexes that the queries stand on", async () => {
    const url = await newDatabase()
    await MedusaModule.migrateUp(migrationsOf(url))

    const { indexes } = await describeSchema(url)
    const index = (unique: string, name: string, rest: string) =>
      `CREATE ${unique}INDEX "IDX_${name}" ON public.${rest}`
    expect(indexes).toEqual(
      expect.arrayContaining([
        index(
          "UNIQUE ",
          "order_finalization_order_id_unique",
          "order_finalization USING btree (order_id)"
        ),
        index(
          "UNIQUE ",
          "order_finalization_event_order_id_name_unique",
          "order_finalization_event USING btree (order_id, name)"
        ),
        index(
          "UNIQUE ",
          "order_finalization_event_order_id_sequence_unique",
          "order_finalization_event USING btree (order_id, sequence)"
        ),
        index(
          "",
          "order_finalization_event_next_attempt_at",
          "order_finalization_event USING btree (next_attempt_at) WHERE ((next_attempt_at IS NOT NULL) AND (deleted_at IS NULL))"
        ),
        index(
          "",
          "order_finalization_check_at",
          "order_finalization USING btree (check_at) WHERE ((check_at IS NOT NULL) AND (deleted_at IS NULL))"
        ),
      ])
    )
  })

  it.each(listReleases())(
    "bring what %s has left to the schema of today, and lose no row",
    async (release) => {
      const url = await newDatabase()
      await installRelease(url, release)
      const before = await countRows(url)

      await MedusaModule.migrateUp(migrationsOf(url))

      const fresh = await newDatabase()
      await MedusaModule.migrateUp(migrationsOf(fresh))
      expect(await describeSchema(url)).toEqual(await describeSchema(fresh))
      expect(await countRows(url)).toMatchObject(before)
    }
  )

  it("are complete: the models differ from the committed snapshot in nothing", async () => {
    const orm = await connect(await newDatabase())
    try {
      // Without the file the database would be compared, and found to be empty.
      const snapshot = path.join(MODULE_PATH, "migrations", `${SNAPSHOT}.json`)
      expect(fs.existsSync(snapshot)).toBe(true)
      expect(await orm.getMigrator().checkMigrationNeeded()).toBe(false)
    } finally {
      await orm.close(true)
    }
  })

  it("make the very schema that the models describe, predicates included", async () => {
    const migrated = await newDatabase()
    await MedusaModule.migrateUp(migrationsOf(migrated))

    const fromModels = await newDatabase()
    const orm = await connect(fromModels)
    try {
      await orm.getSchemaGenerator().createSchema()
    } finally {
      await orm.close(true)
    }
    const described = await describeSchema(fromModels)
    expect(await describeSchema(migrated)).toEqual({
      ...described,
      // Medusa gives each model one: no query of the plugin's would gain by it.
      indexes: described.indexes.filter((line) => !/_deleted_at"/.test(line)),
    })
  })
})
