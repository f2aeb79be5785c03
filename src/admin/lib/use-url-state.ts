import { useSearchParams } from "react-router-dom"

/** What a page shows, in its URL: it can be linked to, reloaded and gone back to. */
export function useUrlState() {
  const [params, setParams] = useSearchParams()
  return {
    get: (name: string): string => params.get(name) ?? "",
    /**
     * The page of a list begins anew unless it is what is set.
     *
     * @param replace - Whether there is nothing to go back to.
     */
    set: (values: Record<string, string>, replace = false) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          for (const [name, value] of Object.entries({ page: "", ...values })) {
            if (value) {
              after.set(name, value)
            } else {
              after.delete(name)
            }
          }
          return after
        },
        { replace }
      ),
  }
}
