import { useState, type DragEvent } from "react"
import { Button, Input, Label, Text, Textarea } from "@medusajs/ui"
import type { Json } from "../../api/json"
import type { OrderComparison } from "../../modules/order-finalization/compare-types"
import { readCsv } from "../lib/read-csv"
import { sdk } from "../lib/sdk"
import { useTexts } from "../lib/use-texts"
import { Differences } from "./differences"

type Answer = Json<OrderComparison>

/** Takes what an outside system holds, as CSV, and shows what is wrong with that. */
export const Compare = () => {
  const { t } = useTexts()
  const [csv, setCsv] = useState("")
  const [since, setSince] = useState("")
  const [isBusy, setIsBusy] = useState(false)
  const [outcome, setOutcome] = useState<Answer | Error | null>(null)

  const drop = async (event: DragEvent) => {
    const [file] = event.dataTransfer.files
    if (file) {
      event.preventDefault()
      setCsv(await file.text())
    }
  }

  const compare = async () => {
    setIsBusy(true)
    try {
      const orders = await readCsv(csv)
      const body = { orders, ...(since && { since }) }
      setOutcome(
        await sdk.client.fetch<Answer>("/admin/order-finalizations/compare", {
          method: "POST",
          body,
        })
      )
    } catch (error) {
      setOutcome(error as Error)
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <form
      className="flex flex-col gap-y-4 px-6 py-4"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => void drop(event)}
      onSubmit={(event) => {
        event.preventDefault()
        void compare()
      }}
    >
      <div className="flex flex-col gap-y-2">
        <Label htmlFor="compare-csv">{t("compare.csv")}</Label>
        <Text size="small" className="text-ui-fg-subtle">
          {t("compare.hint")}
        </Text>
        <Textarea
          id="compare-csv"
          rows={8}
          className="font-mono"
          placeholder={"display_id,state\n1042,held\n1043,voided"}
          value={csv}
          onChange={({ target }) => setCsv(target.value)}
        />
      </div>
      <div className="flex flex-col items-start gap-y-2">
        <Label htmlFor="compare-since">{t("compare.since")}</Label>
        <Input
          id="compare-since"
          type="date"
          value={since}
          onChange={({ target }) => setSince(target.value)}
        />
      </div>
      <Button type="submit" className="self-start" disabled={!csv || isBusy}>
        {t("compare.button")}
      </Button>
      <div aria-live="polite">
        {outcome instanceof Error && (
          <Text className="text-ui-fg-error">{outcome.message}</Text>
        )}
        {outcome && !(outcome instanceof Error) && (
          <Differences comparison={outcome} />
        )}
      </div>
    </form>
  )
}
