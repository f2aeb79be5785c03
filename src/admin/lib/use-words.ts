import { readReviewReason } from "../../modules/order-finalization/review-reasons"
import { toSentences } from "./review"
import type { Standing } from "./standing"
import { useTexts } from "./use-texts"

/** What the record says in sentences of its own, in the reader's language. */
export function useWords() {
  const { t } = useTexts()

  const toSentence = (sentence: string): string => {
    const known = readReviewReason(sentence)
    return known ? t(`review.${known.name}`, { what: known.what }) : sentence
  }

  const toReview = (reviewReason: string): string =>
    toSentences(reviewReason).map(toSentence).join(" ")

  const toStanding = ({ text, code, why }: Standing): string =>
    t(`standing.${text}`, {
      why: code ? t(`reasons.${code}`) : toReview(why ?? ""),
    })

  return { toReview, toStanding }
}
