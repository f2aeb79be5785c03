import { checkAnswer } from "./check-answer"

/** HTTP bodies are asserted on field by field: a type would assert nothing. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ApiData = any

export type ApiResponse = { status: number; data: ApiData }

export type Headers = Record<string, string>

export type Api = {
  get(path: string, headers?: Headers): Promise<ApiResponse>
  post(path: string, body?: unknown, headers?: Headers): Promise<ApiResponse>
  delete(path: string, body?: unknown, headers?: Headers): Promise<ApiResponse>
}

/** Gives every answer back with its status: a refusal is a result, not an error. */
export const createApi = (url: string): Api => {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Headers = {}
  ): Promise<ApiResponse> => {
    const response = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get("content-type")?.includes("json")
    const data = isJson ? JSON.parse(text) : text
    checkAnswer(method, path, response.status, data)
    return { status: response.status, data }
  }
  return {
    get: async (path, headers) => await send("GET", path, undefined, headers),
    post: async (path, body = {}, headers) =>
      await send("POST", path, body, headers),
    delete: async (path, body, headers) =>
      await send("DELETE", path, body, headers),
  }
}

/** As `api.post`, for a call that the caller's own work stands on. */
export const postOrThrow = async (
  api: Api,
  path: string,
  body: unknown,
  headers?: Headers
): Promise<ApiData> => {
  const { status, data } = await api.post(path, body, headers)
  if (status !== 200) {
    throw new Error(`POST ${path} gave ${status}: ${JSON.stringify(data)}`)
  }
  return data
}
