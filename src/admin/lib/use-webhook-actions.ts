import type {
  AdminCreateOrderWebhookType,
  AdminRecoverOrderWebhookType,
} from "../../api/admin/order-webhooks/validators"
import { useAction } from "./use-action"
import { useAttemptOutcome } from "./use-attempt-outcome"
import { useTexts } from "./use-texts"
import {
  WEBHOOKS,
  type WebhookResponse,
  type WebhookSecretResponse,
  type WebhookTestResponse,
} from "./webhooks"

type Named = { id: string; url: string }

/** What came of it, if something has. */
const toDone = <Answer>(answer: Answer | Error | null) =>
  answer instanceof Error ? null : answer

const isTaken = ({ status_code }: { status_code: number | null }): boolean =>
  status_code !== null && status_code >= 200 && status_code < 300

/** What a person can do about a webhook. */
export function useWebhookActions() {
  const { t } = useTexts()
  const toOutcome = useAttemptOutcome()
  const act = useAction()

  const create = async (body: AdminCreateOrderWebhookType) =>
    toDone(
      await act<WebhookSecretResponse>({
        name: "createWebhook",
        isConfirmed: true,
        path: WEBHOOKS,
        body,
      })
    )

  const update = async (id: string, body: AdminCreateOrderWebhookType) =>
    toDone(
      await act<WebhookResponse>({
        name: "updateWebhook",
        isConfirmed: true,
        path: `${WEBHOOKS}/${id}`,
        body,
      })
    )

  const rotate = async ({ id, url }: Named) =>
    toDone(
      await act<WebhookSecretResponse>({
        name: "rotateSecret",
        values: { url },
        path: `${WEBHOOKS}/${id}/rotate-secret`,
      })
    )

  const test = async ({ id, url }: Named) =>
    toDone(
      await act<WebhookTestResponse>({
        name: "testWebhook",
        values: { url },
        path: `${WEBHOOKS}/${id}/test`,
        isGood: ({ attempt }) => isTaken(attempt),
        toOutcome: ({ attempt }) =>
          t("actions.tested", { outcome: toOutcome(attempt) }),
      })
    )

  const change = async (
    name: "pauseWebhook" | "enableWebhook",
    { id, url }: Named
  ) =>
    void (await act<WebhookResponse>({
      name,
      values: { url },
      path: `${WEBHOOKS}/${id}/${name === "pauseWebhook" ? "pause" : "enable"}`,
    }))

  const recover = async (
    { id, url }: Named,
    body: Pick<AdminRecoverOrderWebhookType, "since">
  ) =>
    toDone(
      await act<{ count: number }>({
        name: "recoverWebhook",
        values: { url },
        isConfirmed: true,
        path: `${WEBHOOKS}/${id}/recover`,
        body,
        toOutcome: ({ count }) => t("actions.recovered", { count }),
      })
    )

  const remove = async ({ id, url }: Named) =>
    toDone(
      await act<{ deleted: true }>({
        name: "deleteWebhook",
        values: { url },
        method: "DELETE",
        path: `${WEBHOOKS}/${id}`,
        isDangerous: true,
      })
    )

  return { create, update, rotate, test, change, recover, remove }
}
