import { useEffect } from "react"
import { useQueryClient } from "@tanstack/react-query"
import { QUERY_KEY } from "./use-read"

/**
 * Reads the lists of these paths whenever what counts them was read: they show the last step
 * of what has moved, too, after which nothing does.
 *
 * @param readAt - When it was read last.
 */
export function useReadWith(readAt: number, ...paths: string[]): void {
  const client = useQueryClient()
  const names = paths.join()
  useEffect(() => {
    if (!readAt) {
      return
    }
    for (const path of names.split(",")) {
      void client.invalidateQueries(
        { queryKey: [QUERY_KEY, path] },
        // A list that takes longer than the counts would never be there.
        { cancelRefetch: false }
      )
    }
  }, [client, readAt, names])
}
