/** Has at most so many run at once; the others wait for their turn. */
export function createLimit(atOnce: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running < atOnce) {
      running++
    } else {
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) {
        // It takes the place of this one.
        next()
      } else {
        running--
      }
    }
  }
}
