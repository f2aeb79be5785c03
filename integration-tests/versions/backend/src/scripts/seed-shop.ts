import type { ExecArgs } from "@medusajs/framework/types"
import { seedDatabase } from "../../../../helpers/shop/seed-database"

export default async function seedShop({ container }: ExecArgs) {
  await seedDatabase(container)
}
