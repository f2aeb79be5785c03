import { createOrderWorkflow } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import { toEmail } from "./cart-pool"
import { toPlacedOrder, toPrice, toSale, type Model } from "./sale"
import { words, type ModelCommand } from "./buy"
import type { World } from "./world"

let imported = 0

/**
 * A marketplace, or a renewal, makes an order without a cart and a payment collection; it
 * is paid by its own capture transactions, if it is.
 */
export class Import implements ModelCommand {
  constructor(readonly isPaid: boolean) {}

  check = () => true

  async run(model: Model, { backend, sales }: World) {
    const { container, seed } = backend
    // Stands for the cart that there is none of: by its email the order is found.
    const sale = toSale(`cart_none_${++imported}`, null, "imported")
    const { result: order } = await createOrderWorkflow(container).run({
      input: {
        region_id: seed.region_id,
        sales_channel_id: seed.sales_channel_id,
        email: toEmail(sale.cart_id),
        currency_code: "eur",
        items: [
          { title: "Of a vendor", quantity: 1, unit_price: toPrice(sale) },
        ],
      },
    })
    if (this.isPaid) {
      await container.resolve(Modules.ORDER).addOrderTransactions({
        order_id: order.id,
        amount: toPrice(sale),
        currency_code: "eur",
        reference: "capture",
        reference_id: `capt_${order.id}`,
      })
    }
    sale.orders.push({ ...toPlacedOrder(order.id, false), is_forgotten: true })
    sales.set(sale.cart_id, sale)
    model.sales.push(sale)
  }

  toString = () => words("Import", this.isPaid ? "paid" : null)
}
