import { useQueryClient, type Query } from "@tanstack/react-query"
import { toast, usePrompt } from "@medusajs/ui"
import type { Json } from "../../api/json"
import { sdk } from "./sdk"
import { QUERY_KEY } from "./use-read"
import { useTexts } from "./use-texts"

export type Action<Answer> = {
  /**
   * Of the texts below `actions`: `title`, `description`, `confirm` (or else `label`) and
   * `done`.
   */
  name: string
  /** What the texts name. */
  values?: Record<string, unknown>
  method?: "POST" | "DELETE"
  path: string
  body?: Record<string, unknown>
  /** What came of it: the text that the toast shows. @default `done` */
  toOutcome?: (answer: Json<Answer>) => string
  /** Whether what came of it is good. @default always */
  isGood?: (answer: Json<Answer>) => boolean
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

  /** `null` if the person thought better of it, else what came of it. */
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
        confirmText: t(
          [`actions.${name}.confirm`, `actions.${name}.label`],
          values
        ),
        cancelText: t("actions.cancel"),
        variant: action.isDangerous ? "danger" : "confirmation",
      }))
    if (!isSure) {
      return null
    }
    // What was deleted is not asked for again: its page is about to be left.
    const isThere = ({ queryKey }: Query) =>
      method !== "DELETE" || !String(queryKey[1]).startsWith(path)
    try {
      const answer = await sdk.client.fetch<Json<Answer>>(path, {
        method,
        ...(method === "POST" && { body: body ?? {} }),
      })
      const isGood = action.isGood?.(answer) ?? true
      toast[isGood ? "success" : "error"](
        action.toOutcome?.(answer) ?? text("done")
      )
      return answer
    } catch (error) {
      toast.error(t("actions.failed"), {
        description: (error as Error).message,
      })
      return error as Error
    } finally {
      if (method === "DELETE") {
        // A list that is come back to would still show it.
        client.removeQueries({ queryKey: [QUERY_KEY], type: "inactive" })
      }
      // Not waited for: a secret is to be shown at once.
      void client.invalidateQueries({
        queryKey: [QUERY_KEY],
        predicate: isThere,
      })
    }
  }
}
