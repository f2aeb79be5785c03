import { createBatch } from "../../src/utils/batch"
import { createLimit } from "../../src/utils/limit"

/** A promise that the test ends. */
const createGate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

describe("What comes while a write is under way", () => {
  it("is written together by the next one, each with its own result", async () => {
    const gate = createGate()
    const writes: number[][] = []
    const write = createBatch(async (items: number[]) => {
      writes.push(items)
      await gate.opened
      return items.map((item) => item * 10)
    })
    const results = Promise.all([1, 2, 3].map(write))
    gate.open()
    expect(await results).toEqual([10, 20, 30])
    expect(writes).toEqual([[1], [2, 3]])
  })

  it("goes on after a write that failed, whose error is that of its items alone", async () => {
    const write = createBatch(async (items: string[]) => {
      if (items.includes("bad")) {
        throw new Error("refused")
      }
      return items
    })
    const results = await Promise.allSettled(["bad", "a", "b"].map(write))
    expect(results.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "fulfilled",
    ])
    expect(await write("c")).toBe("c")
  })
})

describe("A limit", () => {
  it("has no more run at once, and lets the next one run after an error, too", async () => {
    const gate = createGate()
    let running = 0
    let most = 0
    const inTurn = createLimit(2)
    const all = [0, 1, 2, 3, 4].map((each) =>
      inTurn(async () => {
        most = Math.max(most, ++running)
        await gate.opened
        running--
        if (each === 1) {
          throw new Error("failed")
        }
        return each
      })
    )
    gate.open()
    const results = await Promise.allSettled(all)
    expect(most).toBe(2)
    expect(
      results.map((result) =>
        result.status === "fulfilled" ? result.value : null
      )
    ).toEqual([0, null, 2, 3, 4])
  })
})
