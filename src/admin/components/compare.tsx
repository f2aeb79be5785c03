import { useState } from "react"
import { Button, Input, Text, Textarea } from "@medusajs/ui"
import type { Json } from "../../api/json"
import type { OrderComparison } from "../../modules/order-finalization/compare-types"
import { CsvError, readCsv } from "../lib/read-csv"
import { sdk } from "../lib/sdk"
import { useBusy } from "../lib/use-busy"
import { useTexts } from "../lib/use-texts"
import { Differences } from "./differences"
import { Field } from "./field"

type Answer = Json<OrderComparison>

/** A day as the reader's calendar has it. */
const toMidnight = (day: string): string =>
  new Date(`${day}T00:00`).toISOString()

/** Takes what an outside system holds, as CSV, and shows what is wrong with that. */
export const Compare = () => {
  const { t } = useTexts()
  const { isBusy, run } = useBusy()
  const [csv, setCsv] = useState("")
  const [since, setSince] = useState("")
  const [outcome, setOutcome] = useState<Answer | string | null>(null)

  const read = async (file: File | undefined) => {
    if (!file) {
      return
    }
    try {
      setCsv(await file.text())
      setOutcome(null)
    } catch {
      // A folder, say, or what was deleted meanwhile.
      setOutcome(t("compare.unreadable", { name: file.name }))
    }
  }

  const compare = async () => {
    try {
      const orders = await readCsv(csv)
      const body = { orders, ...(since && { since: toMidnight(since) }) }
      setOutcome(
        await sdk.client.fetch<Answer>("/admin/order-finalizations/compare", {
          method: "POST",
          body,
        })
      )
    } catch (error) {
      setOutcome(
        error instanceof CsvError
          ? t(`compare.${error.text}`, { what: error.what })
          : (error as Error).message
      )
    }
  }

  return (
    <form
      className="flex flex-col gap-y-4 px-6 py-4"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const [file] = event.dataTransfer.files
        if (file) {
          event.preventDefault()
          void read(file)
        }
      }}
      onSubmit={(event) => {
        event.preventDefault()
        void run(compare)
      }}
    >
      <Field label={t("compare.csv")} hint={t("compare.hint")}>
        {(ids) => (
          <Textarea
            {...ids}
            rows={8}
            className="font-mono"
            placeholder={"display_id,state\n1042,held\n1043,voided"}
            value={csv}
            onChange={({ target }) => setCsv(target.value)}
          />
        )}
      </Field>
      <Field label={t("compare.file")}>
        {(ids) => (
          <input
            {...ids}
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            className="txt-compact-small w-fit"
            onChange={({ target }) => {
              void read(target.files?.[0])
              // The same file may have been changed, and be chosen again.
              target.value = ""
            }}
          />
        )}
      </Field>
      <Field label={t("compare.since")}>
        {(ids) => (
          <Input
            {...ids}
            type="date"
            className="w-fit"
            value={since}
            onChange={({ target }) => setSince(target.value)}
          />
        )}
      </Field>
      <Button
        type="submit"
        className="self-start"
        disabled={!csv}
        isLoading={isBusy}
      >
        {t("page.compare")}
      </Button>
      <div aria-live="polite">
        {typeof outcome === "string" && (
          <Text className="text-ui-fg-error">{outcome}</Text>
        )}
        {outcome && typeof outcome !== "string" && (
          <Differences comparison={outcome} />
        )}
      </div>
    </form>
  )
}
