import {
  ContainerRegistrationKeys,
  Modules,
  promiseAll,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isCanceled } from "./gather-order-evidence"
import type { SourcePayment } from "./to-payment-evidence"

/** The version of an order that nobody has changed since it was created. */
const FIRST_VERSION = 1

type Payment = Pick<SourcePayment, "canceled_at" | "refunds">
type Link = { payment_collection?: { payments?: (Payment | null)[] } | null }

/**
 * Whether a paid order still is as its run has left it: not changed, not cancelled, and no
 * payment cancelled or refunded. Costs a fraction of gathering the evidence, most of which
 * is what makes up the order's total.
 */
export async function isAsStaged(
  container: MedusaContainer,
  orderId: string
): Promise<boolean> {
  const [orders, links] = await promiseAll([
    container
      .resolve(Modules.ORDER)
      .listOrders(
        { id: orderId },
        { select: ["id", "status", "version", "canceled_at"] }
      ),
    container.resolve(ContainerRegistrationKeys.QUERY).graph({
      entity: "order_payment_collection",
      fields: [
        "payment_collection.payments.canceled_at",
        "payment_collection.payments.refunds.id",
      ],
      filters: { order_id: orderId },
    }),
  ])
  const [order] = orders
  // The graph's types do not know which links a backend has.
  const payments = (links.data as unknown as Link[]).flatMap(
    ({ payment_collection }) => payment_collection?.payments ?? []
  )
  return (
    order !== undefined &&
    order.version === FIRST_VERSION &&
    !isCanceled(order) &&
    payments.every(
      (payment) => !payment?.canceled_at && !payment?.refunds?.length
    )
  )
}
