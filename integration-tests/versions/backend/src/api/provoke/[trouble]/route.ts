import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { failNextRelease } from "../../../../../../demo/failing-release"
import { shippingParentWorkflow } from "../../../../../../demo/shipping-parent"
import { nestingParentWorkflow } from "../../../../../../helpers/shop/parent-workflows"

type Provoke = (
  container: MedusaContainer,
  body: { cart_id: string }
) => Promise<unknown>

/** What cannot be brought about from outside. */
const TROUBLES: Record<string, Provoke> = {
  "nesting-parent": async (container, { cart_id }) =>
    await nestingParentWorkflow(container).run({
      input: { cart_id, fails: true },
    }),
  "shipping-parent": async (container, { cart_id }) =>
    await shippingParentWorkflow(container).run({ input: { cart_id } }),
  "failing-release": async (container) => failNextRelease(container),
}

/** Answers with what the workflow failed with, or null. */
export async function POST(
  req: MedusaRequest<{ cart_id: string }>,
  res: MedusaResponse
): Promise<void> {
  const provoke = TROUBLES[req.params.trouble!]!
  const error = await provoke(req.scope, req.body).then(
    () => null,
    ({ message }: Error) => message
  )
  res.json({ error })
}
