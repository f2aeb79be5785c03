import * as fs from "fs"
import * as path from "path"
import texts from "../../src/admin/i18n"
import { adviceOf } from "../../src/admin/lib/review"
import { OrderFinalizationStatus, OrderRevertedReason } from "../../src"
import { OrderFinalizationReceiptStatus } from "../../src/modules/order-finalization/types"
import {
  ReviewReasons,
  toReviewReason,
  type ReviewReasonName,
} from "../../src/modules/order-finalization/review-reasons"
import { OrderWebhookStatus } from "../../src/modules/order-finalization/webhook-types"
import { WebhookDisabledReasons } from "../../src/modules/order-finalization/webhooks/next-state"
import { listFiles } from "../helpers/backend/packed-plugin"

type Texts = { [key: string]: string | Texts }

/** Every text by its whole key. */
const flatten = (texts: Texts, prefix = ""): [string, string][] =>
  Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === "string"
      ? [[prefix + key, text]]
      : flatten(text, `${prefix}${key}.`)
  )

/** A text that counts has a key for one and another for more. */
const withoutCount = (key: string) => key.replace(/_(one|other)$/, "")

/** What a text names, in whatever order. */
const namesIn = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].sort()

const ADMIN = path.join(__dirname, "../../src/admin")

const CODE = listFiles(ADMIN)
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => fs.readFileSync(path.join(ADMIN, file), "utf8"))
  .join("\n")

const en: Texts = texts.en.orderFinalization
const de: Texts = texts.de.orderFinalization

/** What a key begins with: by it a key is told from any other text in quotes. */
const HEADS = Object.keys(en).join("|")

/** The keys that stand in the code as they are, in whatever place. */
const LITERALS = [
  ...CODE.matchAll(new RegExp(`"((?:${HEADS})\\.[\\w.]+)"`, "g")),
].map(([, key]) => key!)

/** Those that are put together there, with anything in the place of a value. */
const PATTERNS = [
  ...CODE.matchAll(new RegExp(`\`((?:${HEADS})\\.[^\`]+)\``, "g")),
].map(
  ([, key]) =>
    new RegExp(
      `^${key!.replace(/\./g, "\\.").replace(/\$\{[^}]+\}/g, "\\w+")}$`
    )
)

describe("The texts of the dashboard", () => {
  const english = new Map(flatten(en))
  const german = new Map(flatten(de))

  it("are there in German whenever they are in English, and the other way round", () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [key, text] of [...english, ...german]) {
      expect([key, text.trim()]).not.toEqual([key, ""])
    }
  })

  it("name the same in both languages", () => {
    for (const [key, text] of english) {
      expect([key, namesIn(german.get(key)!).map(String)]).toEqual([
        key,
        namesIn(text).map(String),
      ])
    }
  })

  it("have words for every status and every reason", () => {
    const keys = [
      ...Object.values(OrderFinalizationStatus).flatMap((status) => [
        `standing.${status}`,
        `status.${status}`,
        `advice.${status}`,
      ]),
      ...Object.values(OrderRevertedReason).map((code) => `reasons.${code}`),
      ...Object.values(OrderFinalizationReceiptStatus).flatMap((status) => [
        `deliveries.${status}`,
        `timeline.${status}_one`,
        `timeline.${status}_other`,
      ]),
      ...Object.values(OrderWebhookStatus).map(
        (status) => `webhooks.status.${status}`
      ),
      ...Object.values(WebhookDisabledReasons).map(
        (reason) => `webhooks.disabled.${reason}`
      ),
      ...(Object.keys(ReviewReasons) as ReviewReasonName[]).flatMap((name) => {
        const review_reason = toReviewReason(name, "x")
        return [
          `review.${name}`,
          `advice.${adviceOf({ status: "on_hold", review_reason })}`,
        ]
      }),
    ]
    expect(keys.filter((key) => !english.has(key))).toEqual([])
  })

  const isThere = (key: string) =>
    english.has(key) || english.has(`${key}_other`)

  it("are there for every key that the code asks for", () => {
    expect(LITERALS.length).toBeGreaterThan(80)
    expect(LITERALS.filter((key) => !isThere(key))).toEqual([])
    const bare = [...english.keys()].map(withoutCount)
    expect(PATTERNS.length).toBeGreaterThan(10)
    expect(
      PATTERNS.filter((pattern) => !bare.some((key) => pattern.test(key)))
    ).toEqual([])
  })

  it("are all asked for", () => {
    const isAskedFor = (key: string) =>
      LITERALS.includes(key) || PATTERNS.some((pattern) => pattern.test(key))
    expect(
      [...english.keys()].filter((key) => !isAskedFor(withoutCount(key)))
    ).toEqual([])
  })
})
