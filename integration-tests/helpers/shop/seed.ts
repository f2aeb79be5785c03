import { withClient } from "../services/databases"

/** The ids that tests work with. Prices are in EUR, without taxes. */
export type Seed = {
  publishable_key: string
  region_id: string
  sales_channel_id: string
  stock_location_id: string
  shipping_option_id: string
  free_shipping_option_id: string
  variants: {
    /** Price 10, a million in stock. */
    plenty: string
    /** Price 10, one in stock. */
    single: string
    /** Price 0, stock not managed. */
    free: string
  }
}

export const ADMIN = { email: "admin@example.com", password: "supersecret" }

/** In the store's metadata, so that a copy of the database brings it along. */
export const SEED_KEY = "order_finalization_seed"

export const readSeed = async (databaseUrl: string): Promise<Seed> =>
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ seed: Seed | null }>(
      "select metadata -> $1 as seed from store where metadata ? $1",
      [SEED_KEY]
    )
    if (!rows[0]?.seed) {
      throw new Error(`Expected a seeded database: run prepare-database first`)
    }
    return rows[0].seed
  })
