import type { ApiData } from "../backend/api"
import type { Backend } from "../backend/backend"

export const WEBHOOKS = "/admin/order-webhooks"

/** As an operator adds one. */
export const addWebhook = async (
  { api, adminHeaders }: Pick<Backend, "api" | "adminHeaders">,
  input: Record<string, unknown>
): Promise<{ id: string; secret: string; order_webhook: ApiData }> => {
  const { status, data } = await api.post(WEBHOOKS, input, adminHeaders)
  if (status !== 200) {
    throw new Error(`POST ${WEBHOOKS} gave ${status}: ${JSON.stringify(data)}`)
  }
  return { id: data.order_webhook.id, ...data }
}
