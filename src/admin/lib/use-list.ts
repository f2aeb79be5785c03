import { useUrlState } from "./use-url-state"

export const PAGE_SIZE = 20

/** The page of a list that the URL names: what the route and Medusa's DataTable want. */
export function useList() {
  const { get, set } = useUrlState()
  const pageIndex = Math.max(Number(get("page")) || 1, 1) - 1
  const goTo = (index: number, replace = false) =>
    set({ page: index ? String(index + 1) : "" }, replace)
  return {
    query: { limit: PAGE_SIZE, offset: pageIndex * PAGE_SIZE },
    pagination: {
      state: { pageIndex, pageSize: PAGE_SIZE },
      onPaginationChange: (next: { pageIndex: number }) => goTo(next.pageIndex),
    },
    goTo,
  }
}
