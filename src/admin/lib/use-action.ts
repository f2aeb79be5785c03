import { useQueryClient } from "@tanstack/react-query"
import { toast, usePrompt } from "@medusajs/ui"
import type { Json } from "../../api/json"
import { sdk } from "./sdk"
import { QUERY_KEY } from "./use-read"
import { useTexts } from "./use-texts"

export type Action<Answer> = {
  /** Of the texts below `actions`: `title`, `description`, `confirm` and `done`. */
  name: string
  /** What the texts name. */
  values?: Record<string, unknown>
  method?: "POST" | "DELETE"
  path: string
  body?: Record<string, unknown>
  /** What came of it: the text that the toast shows. @default `done` */
  toOutcome?: (answer: Json<Answer>) => string
  /** Whether a form that was filled in has asked already. @default false */
  isConfirmed?: boolean
  /** Whether to be asked with a word of warning. */
  isDangerous?: boolean
}

/** Asks whether to do something, does it, and tells what came of it. */
export function useAction() {
  const { t } = useTexts()
  const prompt = usePrompt()
  const client = useQueryClient()

  /** `null` if the person thought better of it, or it failed. */
  return async <Answer>(
    action: Action<Answer>
  ): Promise<Json<Answer> | Error | null> => {
    const { name, values, method = "POST", path, body } = action
    const text = (part: string) => t(`actions.${name}.${part}`, values)
    const isSure =
      action.isConfirmed ||
      (await prompt({
        title: text("title"),
        description: text("description"),
        confirmText: text("confirm"),
        cancelText: t("actions.cancel"),
        variant: action.isDangerous ? "danger" : "confirmation",
      }))
    if (!isSure) {
      return null
    }
    try {
      const answer = await sdk.client.fetch<Json<Answer>>(path, {
        method,
        ...(method === "POST" && { body: body ?? {} }),
      })
      toast.success(action.toOutcome?.(answer) ?? text("done"))
      return answer
    } catch (error) {
      toast.error(text("failed"), { description: (error as Error).message })
      return error as Error
    } finally {
      await client.invalidateQueries({ queryKey: [QUERY_KEY] })
    }
  }
}
