import { StatusBadge } from "@medusajs/ui"
import type { Standing } from "../lib/standing"
import { useTexts } from "../lib/use-texts"

/** Where an order stands, in words. */
export const StandingBadge = ({ standing }: { standing: Standing }) => {
  const { t } = useTexts()
  const { text, values, color } = standing
  // A reason of the plugin's own has words; a gate's or a review's is a text already.
  const why =
    values.why && t(`reasons.${values.why}`, { defaultValue: values.why })
  return (
    <StatusBadge color={color} className="whitespace-normal">
      {t(`standing.${text}`, { why })}
    </StatusBadge>
  )
}
