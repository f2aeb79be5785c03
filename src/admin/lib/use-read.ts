import { useRef } from "react"
import { useQuery, type UseQueryResult } from "@tanstack/react-query"
import type { Json } from "../../api/json"
import { isLoggedOut, toRefreshInterval } from "./refresh-interval"
import { sdk } from "./sdk"

/** What every query of the plugin begins with, so that an action can refresh them all. */
export const QUERY_KEY = "order-finalization"

type ReadSettings<Answer> = {
  query?: Record<string, unknown>
  /** Whether what was read will change without anybody's help. @default never */
  isMoving?: (answer: Json<Answer>) => boolean
  /** Whether what is not there may come to be. @default false */
  mayAppear?: boolean
  /** Whether it is read again by itself. @default true */
  isWatched?: boolean
}

/**
 * Reads a route of the Admin API, and goes on reading: what another operator or the backend
 * itself changes is seen. What was read stays if it cannot be read again, beside the error.
 */
export function useRead<Answer>(
  path: string,
  {
    query = {},
    isMoving = () => false,
    mayAppear = false,
    isWatched = true,
  }: ReadSettings<Answer> = {}
) {
  const result = useQuery<Json<Answer>, Error>({
    queryKey: [QUERY_KEY, path, query],
    queryFn: async () => await sdk.client.fetch(path, { query }),
    staleTime: 0,
    retry: false,
    // Another page or filter of the same: never another order's answer.
    placeholderData: (previous, of) =>
      of?.queryKey[1] === path ? previous : undefined,
    refetchInterval: ({ state: { data, error } }) =>
      isWatched &&
      toRefreshInterval(error, data ? isMoving(data) : false, mayAppear),
  })
  const error = useLastError(path, result)
  if (error && isLoggedOut(error) && !result.isFetching) {
    // The dashboard's error boundary leads to its login (Medusa 2.21.2).
    throw error
  }
  return {
    data: error && result.isPlaceholderData ? undefined : result.data,
    error,
    refetch: () => void result.refetch(),
    /** When it was read last; in milliseconds. Whoever asks is rendered at each read. */
    get readAt() {
      return result.dataUpdatedAt
    },
  }
}

/**
 * The error that stands until something is read: TanStack Query forgets it at each new try
 * of what was never read (5.64), and the message would come and go, aloud to some.
 */
function useLastError<Answer>(
  path: string,
  { error, isSuccess, isPlaceholderData }: UseQueryResult<Answer, Error>
): Error | null {
  const last = useRef<{ path: string; error: Error } | null>(null)
  if (error) {
    last.current = { path, error }
  } else if ((isSuccess && !isPlaceholderData) || last.current?.path !== path) {
    last.current = null
  }
  return last.current?.error ?? null
}
