import { toOrderFilter } from "../../src/admin/lib/order-filter"
import { CsvError, readCsv } from "../../src/admin/lib/read-csv"
import { fromForm, toForm } from "../../src/admin/lib/webhook-form"
import { AdminGetOrderFinalizationsParams } from "../../src/api/admin/order-finalizations/validators"

// The browser's build of the same parser, which jest cannot load.
jest.mock("csv-parse/browser/esm/sync", () =>
  jest.requireActual("csv-parse/sync")
)

describe("What a person searches an order by", () => {
  it("is its number, or else its ID", () => {
    expect(toOrderFilter(" ")).toEqual({})
    expect(toOrderFilter(" #1042 ")).toEqual({ display_id: 1042 })
    expect(toOrderFilter("order_1")).toEqual({ order_id: "order_1" })
  })

  it("is never what the route refuses", () => {
    const texts = ["1", "0", "#0", "2147483647", "2147483648", "9".repeat(30)]
    for (const text of texts) {
      const query = toOrderFilter(text)
      const { success } = AdminGetOrderFinalizationsParams.safeParse(query)
      expect([text, success]).toEqual([text, true])
    }
    expect(toOrderFilter("2147483647")).toEqual({ display_id: 2 ** 31 - 1 })
    expect(toOrderFilter("2147483648")).toEqual({ order_id: "2147483648" })
  })
})

describe("What a person writes of a webhook", () => {
  const form = { ...toForm(null), url: "https://erp.example.com" }

  it("leaves its headers alone unless they are written anew or dropped", () => {
    expect(fromForm(form)).not.toHaveProperty("headers")
    expect(fromForm({ ...form, headers: "a: b:c\n\nd:e" })).toMatchObject({
      headers: { a: "b:c", d: "e" },
    })
    expect(
      fromForm({ ...form, headers: "a: b", dropsHeaders: true })
    ).toMatchObject({ headers: {} })
  })
})

describe("A CSV that a person pastes", () => {
  it("is read by its columns, however they are separated", async () => {
    expect(await readCsv("order_id;state\norder_1;voided\n")).toEqual([
      { id: "order_1", state: "voided" },
    ])
  })

  it.each([
    ["name\nAda\n", "noColumn", "name"],
    ["id,id\n1,2\n", "twice", "id"],
    ['id\n"order_1\n', "noCsv", /quote/i],
  ] as const)("says what is wrong with %j", async (csv, text, what) => {
    const error = await readCsv(csv).catch((error) => error)
    expect(error).toBeInstanceOf(CsvError)
    expect(error.text).toBe(text)
    expect(error.what).toMatch(what)
  })
})
