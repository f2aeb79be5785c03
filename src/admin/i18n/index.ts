import { ReviewReasons } from "../../modules/order-finalization/review-reasons"
import german from "./review.de.json"
import texts from "./texts.json"

/** Each text is there in English, then in German: by one key, and never in one alone. */
type Pairs = { [key: string]: string[] | Pairs }

type Texts = { [key: string]: string | Texts }

const pick = (pairs: Pairs, language: 0 | 1): Texts =>
  Object.fromEntries(
    Object.entries(pairs).map(([key, pair]) => [
      key,
      Array.isArray(pair) ? pair[language]! : pick(pair, language),
    ])
  )

/** Merged into the dashboard's own, under a namespace of the plugin's. */
export default {
  // What the backend itself says is English.
  en: { orderFinalization: { ...pick(texts, 0), review: ReviewReasons } },
  de: { orderFinalization: { ...pick(texts, 1), review: german } },
}
