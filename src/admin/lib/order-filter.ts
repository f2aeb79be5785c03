/** What PostgreSQL, and so the route, takes for an order's number. */
const MAX_DISPLAY_ID = 2 ** 31 - 1

/**
 * What is searched for: an order by its number, "#1042" say, or by its ID. What cannot be a
 * number is no ID either, and finds nothing.
 */
export function toOrderFilter(q: string): Record<string, unknown> {
  const text = q.trim()
  if (!text) {
    return {}
  }
  const number = Number(/^#?(\d+)$/.exec(text)?.[1] ?? 0)
  return number >= 1 && number <= MAX_DISPLAY_ID
    ? { display_id: number }
    : { order_id: text }
}
