import { StatusBadge } from "@medusajs/ui"
import type { Standing } from "../lib/standing"
import { useWords } from "../lib/use-words"

/** Where an order stands, in words. */
export const StandingBadge = ({ standing }: { standing: Standing }) => {
  const { toStanding } = useWords()
  return (
    <StatusBadge color={standing.color} className="whitespace-normal">
      {toStanding(standing)}
    </StatusBadge>
  )
}
