type WaitOptions = {
  /** In milliseconds. @default 30000 */
  timeout?: number
  /** What was waited for, for the error. */
  message?: string | (() => string)
}

/** Between two looks, in milliseconds: short against any bound that tests use. */
const INTERVAL = 20

/**
 * Looks again until `fn` gives something truthy, and gives that back. A
 * condition with a bound: it fails with `message` rather than passing late.
 */
export const waitFor = async <T>(
  fn: () => Promise<T> | T,
  { timeout = 30_000, message = "a condition" }: WaitOptions = {}
): Promise<NonNullable<T>> => {
  const deadline = Date.now() + timeout
  for (;;) {
    const value = await fn()
    if (value) {
      return value
    }
    if (Date.now() > deadline) {
      const what = typeof message === "function" ? message() : message
      throw new Error(`Waited ${timeout} ms in vain for ${what}`)
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL))
  }
}
