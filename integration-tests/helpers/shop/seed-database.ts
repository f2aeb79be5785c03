import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createInventoryLevelsWorkflow,
  createProductsWorkflow,
  createRegionsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  createTaxRegionsWorkflow,
  createUserAccountWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
  updateStoresWorkflow,
} from "@medusajs/core-flows"
import {
  ContainerRegistrationKeys,
  Modules,
  ProductStatus,
} from "@medusajs/framework/utils"
import { ADMIN, type Seed, SEED_KEY } from "./seed"

const seedAdmin = async (container: MedusaContainer) => {
  const auth = container.resolve(Modules.AUTH)
  const { authIdentity, error } = await auth.register("emailpass", {
    body: ADMIN,
  })
  if (!authIdentity) {
    throw new Error(`The admin user cannot be registered: ${error}`)
  }
  await createUserAccountWorkflow(container).run({
    input: {
      authIdentityId: authIdentity.id,
      userData: { email: ADMIN.email },
    },
  })
}

const seedShipping = async (
  container: MedusaContainer,
  salesChannelId: string
) => {
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const {
    result: [location],
  } = await createStockLocationsWorkflow(container).run({
    input: { locations: [{ name: "Warehouse" }] },
  })
  const stock_location_id = location!.id
  const {
    result: [profile],
  } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: "Default", type: "default" }] },
  })
  const set = await fulfillment.createFulfillmentSets({
    name: "Delivery",
    type: "shipping",
    service_zones: [
      { name: "DE", geo_zones: [{ type: "country", country_code: "de" }] },
    ],
  })
  await link.create([
    {
      [Modules.STOCK_LOCATION]: { stock_location_id },
      [Modules.FULFILLMENT]: { fulfillment_provider_id: "manual_manual" },
    },
    {
      [Modules.STOCK_LOCATION]: { stock_location_id },
      [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
    },
  ])
  await linkSalesChannelsToStockLocationWorkflow(container).run({
    input: { id: stock_location_id, add: [salesChannelId] },
  })
  const option = (name: string, amount: number) => ({
    name,
    price_type: "flat" as const,
    provider_id: "manual_manual",
    service_zone_id: set.service_zones[0]!.id,
    shipping_profile_id: profile!.id,
    type: { label: name, description: name, code: name.toLowerCase() },
    prices: [{ currency_code: "eur", amount }],
    rules: [
      { attribute: "enabled_in_store", operator: "eq" as const, value: "true" },
      { attribute: "is_return", operator: "eq" as const, value: "false" },
    ],
  })
  const {
    result: [standard, free],
  } = await createShippingOptionsWorkflow(container).run({
    input: [option("Standard", 5), option("Free", 0)],
  })
  return {
    stock_location_id,
    shipping_profile_id: profile!.id,
    shipping_option_id: standard!.id,
    free_shipping_option_id: free!.id,
  }
}

const seedProduct = async (
  container: MedusaContainer,
  salesChannelId: string,
  shippingProfileId: string,
  stockLocationId: string
): Promise<Seed["variants"]> => {
  const stock = { plenty: 1_000_000, single: 1 }
  const variant = (title: string, amount: number) => ({
    title,
    sku: title,
    options: { Stock: title },
    manage_inventory: title in stock,
    prices: [{ currency_code: "eur", amount }],
  })
  const { result: products } = await createProductsWorkflow(container).run({
    input: {
      products: [
        {
          title: "Shirt",
          status: ProductStatus.PUBLISHED,
          shipping_profile_id: shippingProfileId,
          sales_channels: [{ id: salesChannelId }],
          options: [{ title: "Stock", values: ["plenty", "single", "free"] }],
          variants: [
            variant("plenty", 10),
            variant("single", 10),
            variant("free", 0),
          ],
        },
      ],
    },
  })
  const inventory = container.resolve(Modules.INVENTORY)
  const items = await inventory.listInventoryItems({
    sku: Object.keys(stock),
  })
  await createInventoryLevelsWorkflow(container).run({
    input: {
      inventory_levels: items.map(({ id, sku }) => ({
        inventory_item_id: id,
        location_id: stockLocationId,
        stocked_quantity: stock[sku as keyof typeof stock],
      })),
    },
  })
  return Object.fromEntries(
    products[0]!.variants.map(({ title, id }) => [title, id])
  ) as Seed["variants"]
}

/**
 * A shop that can sell: on top of the store, sales channel and publishable key
 * that core makes at its first boot.
 */
export const seedDatabase = async (
  container: MedusaContainer
): Promise<Seed> => {
  const [store] = await container.resolve(Modules.STORE).listStores()
  const [key] = await container
    .resolve(Modules.API_KEY)
    .listApiKeys({ type: "publishable" })
  const sales_channel_id = store!.default_sales_channel_id!

  await seedAdmin(container)
  const {
    result: [region],
  } = await createRegionsWorkflow(container).run({
    input: {
      regions: [
        {
          name: "Europe",
          currency_code: "eur",
          countries: ["de"],
          payment_providers: ["pp_test_test"],
        },
      ],
    },
  })
  await createTaxRegionsWorkflow(container).run({
    input: [{ country_code: "de", provider_id: "tp_system" }],
  })
  const { shipping_profile_id, ...shipping } = await seedShipping(
    container,
    sales_channel_id
  )
  const variants = await seedProduct(
    container,
    sales_channel_id,
    shipping_profile_id,
    shipping.stock_location_id
  )
  const seed: Seed = {
    publishable_key: key!.token,
    region_id: region!.id,
    sales_channel_id,
    variants,
    ...shipping,
  }
  await updateStoresWorkflow(container).run({
    input: {
      selector: { id: store!.id },
      update: {
        supported_currencies: [{ currency_code: "eur", is_default: true }],
        metadata: { [SEED_KEY]: seed },
      },
    },
  })
  return seed
}
