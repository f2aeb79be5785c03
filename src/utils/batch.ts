/** In one write. */
const MAX_ITEMS = 100

type Waiting<Item, Result> = {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Has what comes while a write is under way written together by the next one: the busier, the
 * fewer commits an item.
 *
 * @param write - Gives a result for each item, in their order; its error is that of all.
 */
export function createBatch<Item, Result>(
  write: (items: Item[]) => Promise<Result[]>
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let isWriting = false

  const writeAll = async () => {
    isWriting = true
    while (waiting.length) {
      const batch = waiting.splice(0, MAX_ITEMS)
      try {
        const results = await write(batch.map(({ item }) => item))
        batch.forEach(({ resolve }, index) => resolve(results[index]!))
      } catch (error) {
        batch.forEach(({ reject }) => reject(error))
      }
    }
    isWriting = false
  }
  return async (item) =>
    await new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isWriting) {
        void writeAll()
      }
    })
}
