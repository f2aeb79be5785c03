import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { FetchError } from "@medusajs/js-sdk"
import type { Json } from "../../api/json"
import { sdk } from "./sdk"

/** What every query of the plugin begins with, so that an action can refresh them all. */
export const QUERY_KEY = "order-finalization"

/** While something is moving; in milliseconds. */
const REFRESH_MS = 3_000

type ReadSettings<Answer> = {
  query?: Record<string, unknown>
  /** Whether what was read will change without anybody's help. @default never */
  isMoving?: (answer: Json<Answer>) => boolean
  /** @default true */
  enabled?: boolean
}

/** Reads a route of the Admin API, and goes on reading while something is moving. */
export function useRead<Answer>(
  path: string,
  { query = {}, isMoving = () => false, enabled }: ReadSettings<Answer> = {}
) {
  return useQuery<Json<Answer>, Error>({
    queryKey: [QUERY_KEY, path, query],
    queryFn: async () => await sdk.client.fetch(path, { query }),
    enabled,
    // Another operator, or the backend itself, may have changed it.
    staleTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.error !== null || (state.data && isMoving(state.data))
        ? REFRESH_MS
        : false,
  })
}

export const isNotFound = (error: Error): boolean =>
  error instanceof FetchError && error.status === 404
