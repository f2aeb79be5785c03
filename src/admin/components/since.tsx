import type { Since as At } from "../lib/standing"
import { useTexts } from "../lib/use-texts"

/** Since when an order stands where it stands, or when that was last changed. */
export const Since = ({ since }: { since: At }) => {
  const { t, toTime } = useTexts()
  return (
    <>
      {t(`since.${since.text}`)}{" "}
      <time dateTime={since.at}>{toTime(since.at)}</time>
    </>
  )
}
