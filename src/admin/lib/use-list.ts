import { useUrlState } from "./use-url-state"

export const PAGE_SIZE = 20

/** The page of a list that the URL names: what the route and Medusa's DataTable want. */
export function useList() {
  const { get, set } = useUrlState()
  const pageIndex = Math.max(Number(get("page")) || 1, 1) - 1
  return {
    query: { limit: PAGE_SIZE, offset: pageIndex * PAGE_SIZE },
    pagination: {
      state: { pageIndex, pageSize: PAGE_SIZE },
      onPaginationChange: (next: { pageIndex: number }) =>
        set({ page: next.pageIndex ? String(next.pageIndex + 1) : "" }),
    },
  }
}

/** What is searched for: an order by its number, "#1042" say, or by its ID. */
export function toOrderFilter(q: string): Record<string, unknown> {
  const text = q.trim()
  if (!text) {
    return {}
  }
  const [, number] = /^#?(\d+)$/.exec(text) ?? []
  return number ? { display_id: Number(number) } : { order_id: text }
}
