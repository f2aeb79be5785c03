import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import type { HeldOrder } from "../../src/modules/order-finalization/compare-types"
import { readHeldOrders } from "../../src/scripts/compare/read-held-orders"

describe("The orders that an outside system has exported as CSV", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "held-orders-"))
  const file = path.join(folder, "orders.csv")
  afterAll(() => fs.rmSync(folder, { recursive: true }))

  const readBatches = async (content: string | Buffer) => {
    fs.writeFileSync(file, content)
    const batches: HeldOrder[][] = []
    for await (const batch of readHeldOrders(file)) {
      batches.push(batch)
    }
    return batches
  }
  const read = async (content: string | Buffer) =>
    (await readBatches(content)).flat()

  const held = (id: string) => ({ id, state: "held" })
  const voided = (id: string) => ({ id, state: "voided" })

  it.each([
    ["by commas", "id,state\norder_1,held\norder_2,voided\n"],
    ["by semicolons", "id;state\norder_1;held\norder_2;voided\n"],
    ["with a BOM", "\ufeffid,state\norder_1,held\norder_2,voided\n"],
    ["with quotes", '"id";"state"\n"order_1";"held"\n"order_2";"voided"\n'],
    ["of Windows", "id,state\r\norder_1,held\r\norder_2,voided\r\n"],
    ["with empty lines", "id,state\n\norder_1,held\n\n\norder_2,voided\n\n"],
    ["with spaces", " ID , State \n order_1 , Held \n order_2 , VOIDED \n"],
    ["without an end", "id,state\norder_1,\norder_2,voided"],
    [
      "with columns of its own",
      'id;Total;Note;Order-ID;state\n7;10,50;"a ""b"";\nc";order_1;\n8;1,00;;order_2;voided\n',
    ],
  ])("are read %s", async (_, content) => {
    expect(await read(content)).toEqual([held("order_1"), voided("order_2")])
  })

  it("are named by their ID or by their number", async () => {
    expect(await read("display_id\n1042\n#1043\n")).toEqual([
      { display_id: 1042, state: "held" },
      { display_id: 1043, state: "held" },
    ])
    expect(await read("Display ID,order_id\n1042,order_1\n1043,\n")).toEqual([
      { id: "order_1", display_id: 1042, state: "held" },
      { display_id: 1043, state: "held" },
    ])
  })

  it("come in batches that one statement takes", async () => {
    const ids = Array.from({ length: 20_001 }, (_, n) => `order_${n}`)
    const batches = await readBatches(`id\n${ids.join("\n")}\n`)
    expect(batches.map(({ length }) => length)).toEqual([10_000, 10_000, 1])
    expect(batches.flat()).toEqual(ids.map(held))
    expect(await readBatches("id\n")).toEqual([[]])
  })

  it.each([
    [1, "Expected a header", ""],
    [1, "Expected a header", "\ufeff\r\n"],
    [1, 'a column "id", "order_id" or "display_id"', "order,state\n1,held\n"],
    [1, 'a column "id", "order_id" or "display_id"', "state\nheld\n"],
    [1, 'a column "id", "order_id" or "display_id"', "id\ttotal\n1\t2\n"],
    [1, 'one column "id"', "id,ID\norder_1,order_1\n"],
    [3, "cells as in the header", "id,state\norder_1,held\norder_2\n"],
    [4, "cells as in the header", "id,state\n\norder_1,held\norder_2,held,1\n"],
    [3, "state", "id,state\norder_1,held\norder_2,gone\n"],
    [3, "`id` or a `display_id`", "id,state\norder_1,held\n,held\n"],
    [2, "display_id", "display_id\n10.5\n"],
    [2, "display_id", "display_id\n99999999999\n"],
    [2, "display_id", "display_id\nDE-1042\n"],
    [3, "without control characters", "id\norder_1\norder_\u00002\n"],
    [4, "without control characters", 'id,n\norder_1,"\n"\n"order\n_2",\n'],
    [5, "state", 'id,n,state\r\n1,"a\r\nb",\r\n\r\n2,,gone\r\n'],
    [6, "cells as in the header", 'id,n\r\n1,"\r\n\r\n"\r\n\r\n2\r\n'],
    [4, "state", "\n\nid,state\norder_1,gone\n"],
    [1, "quote", 'i"d,state\norder_1,held\n'],
    [3, "not closed", 'id,state\norder_1,held\n"order_2,held\norder_3,held\n'],
    [3, "quote", 'id,state\norder_1,held\nor"der_2,held\n'],
  ])("are refused at line %i: %s", async (line, words, content) => {
    const refused = read(content)
    await expect(refused).rejects.toMatchObject({ type: "invalid_data" })
    await expect(refused).rejects.toThrow(`${file}, line ${line}: `)
    await expect(refused).rejects.toThrow(words)
  })

  it("are refused for a quote that nobody closes, before it takes the whole file in", async () => {
    const rest = "order_3,held\n".repeat(200_000)
    await expect(
      read(`id,state\norder_1,held\n"order_2,held\n${rest}`)
    ).rejects.toThrow(`${file}, line 3: A quote is opened and not closed`)
  })
})
