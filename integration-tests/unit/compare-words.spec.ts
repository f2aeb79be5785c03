import {
  listDifferences,
  toCounts,
  toTable,
} from "../../src/scripts/compare/differences"
import { findWords, parseWords } from "../../src/scripts/compare/parse-words"

describe("What the compare script is called with", () => {
  it("is what comes before and behind `--`, of which `medusa exec` hands over the first alone", () => {
    const argv = ["node", "medusa", "exec", "compare.js", "--", "a.csv"]
    expect(findWords([], argv)).toEqual(["a.csv"])
    expect(findWords(["b.csv"], argv.slice(0, 4))).toEqual(["b.csv"])
    expect(
      findWords(["a.csv"], [...argv.slice(0, 4), "a.csv", "--", "--repair=erp"])
    ).toEqual(["a.csv", "--repair=erp"])
  })

  it("names a file, a time, a consumer and where the differences go", () => {
    expect(parseWords(["orders.csv"])).toEqual({
      file: "orders.csv",
      period: null,
      repair: null,
      out: "differences.csv",
    })
    expect(
      parseWords([
        ...["--since", "2026-11-01", "orders.csv", "--until=2026-12-01"],
        ...["--repair", "webhook:ordhook_1", "--out", "out.csv"],
      ])
    ).toEqual({
      file: "orders.csv",
      period: {
        since: "2026-11-01T00:00:00.000Z",
        until: "2026-12-01T00:00:00.000Z",
      },
      repair: "webhook:ordhook_1",
      out: "out.csv",
    })
  })

  it.each([
    ["one CSV file, got 0", []],
    ["one CSV file, got 2", ["a.csv", "b.csv"]],
    ["`--since` to be a date", ["a.csv", "--since", "yesterday"]],
    ["`--until` to be a date", ["a.csv", "--since=2026-11-01", "--until="]],
    ["to come with a `--since`", ["a.csv", "--until", "2026-11-01"]],
    [
      "to be later than `--since`",
      ["a.csv", "--since", "2026-11-01", "--until", "2026-11-01"],
    ],
    ["`--repair` to name a consumer", ["a.csv", "--repair", ""]],
    ["--repair", ["a.csv", "--repair"]],
    ["--sinse", ["a.csv", "--sinse", "2026-11-01"]],
    ["`--out` to be another file", ["a.csv", "--out", "./a.csv"]],
  ])("is refused: %s", (expected, words) => {
    expect(() => parseWords(words)).toThrow(expected)
    expect(() => parseWords(words)).toThrow("compare.js -- orders.csv")
  })
})

describe("What the compare script prints", () => {
  const missing = Array.from({ length: 50 }, (_, n) => ({
    id: `order_${n}`,
    display_id: n,
    status: "finalized" as const,
  }))
  const reason = { code: "order_missing" as const, step: null }
  const comparison = {
    to_void: [
      { id: "order_x", display_id: 9, status: "reverted" as const, reason },
    ],
    missing,
    to_restore: [],
    not_final_yet: [],
    unknown: [{ id: null, display_id: 7, status: null }],
    agreed: 3,
  }

  it("is a table of the first differences, and how many there are of each", () => {
    const differences = listDifferences(comparison)
    expect(differences).toHaveLength(52)
    const [header, first, second, ...rest] = toTable(differences)
    expect(header).toBe("difference  id        display_id  status     reason")
    expect(first).toBe(
      "to_void     order_x   9           reverted   order_missing"
    )
    expect(second).toBe("missing     order_0   0           finalized")
    expect(rest).toHaveLength(39)
    expect(rest.at(-1)).toBe("and 12 more")
    expect(toTable([])).toEqual([])
    expect(toCounts(comparison)).toBe(
      "1 to_void, 50 missing, 0 to_restore, 0 not_final_yet, 1 unknown, 3 agreed"
    )
  })
})
