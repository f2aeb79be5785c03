import * as fs from "fs"
import * as path from "path"
import de from "../../src/admin/i18n/de.json"
import en from "../../src/admin/i18n/en.json"
import { OrderFinalizationStatus, OrderRevertedReason } from "../../src"
import { OrderFinalizationReceiptStatus } from "../../src/modules/order-finalization/types"
import { OrderWebhookStatus } from "../../src/modules/order-finalization/webhook-types"
import { listFiles } from "../helpers/backend/packed-plugin"

type Texts = { [key: string]: string | Texts }

/** Every text by its whole key. */
const flatten = (texts: Texts, prefix = ""): [string, string][] =>
  Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === "string"
      ? [[prefix + key, text]]
      : flatten(text, `${prefix}${key}.`)
  )

/** What a text names, in whatever order. */
const namesIn = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].sort()

const ADMIN = path.join(__dirname, "../../src/admin")

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
    ]
    expect(keys.filter((key) => !english.has(key))).toEqual([])
  })

  it("are there for every key that the code asks for", () => {
    const asked = listFiles(ADMIN)
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => {
        const code = fs.readFileSync(path.join(ADMIN, file), "utf8")
        return [...code.matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key!)
      })
    expect(asked.length).toBeGreaterThan(50)
    const isThere = (key: string) =>
      english.has(key) || english.has(`${key}_other`)
    expect(asked.filter((key) => !isThere(key))).toEqual([])
  })
})
