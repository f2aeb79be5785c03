import { validate } from "@readme/openapi-parser"
import { toTemplate } from "../contract/openapi"
import { OPERATIONS } from "../contract/operations"
import { checkAnswer } from "../helpers/backend/check-answer"
import { listRoutes } from "../helpers/backend/routes"
import { readSchema } from "../helpers/watch/json-schema"

describe("openapi.json", () => {
  it("is valid OpenAPI 3.1", async () => {
    expect(await validate(readSchema("openapi"))).toMatchObject({ valid: true })
  })

  it("has every route of the plugin, and no other", async () => {
    const routes = await listRoutes()
    const { paths } = readSchema("openapi")
    const told = Object.entries<object>(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`)
    )
    expect(told.sort()).toEqual(
      routes
        .map(
          ({ method, path }) => `${method.toLowerCase()} ${toTemplate(path)}`
        )
        .sort()
    )
    expect(OPERATIONS).toHaveLength(routes.length)
  })

  it("would tell of an answer that it does not have", () => {
    const path = "/store/orders/order_1/finalization"
    const finalization = {
      status: "confirmed",
      updated_at: "2026-11-23T12:00:00.000Z",
    }
    const answer = (status: number, data: object) => () =>
      checkAnswer("GET", path, status, data)
    expect(answer(200, { finalization })).not.toThrow()
    expect(answer(404, { message: "No such order" })).not.toThrow()
    expect(
      answer(200, { finalization: { ...finalization, score: 87 } })
    ).toThrow("additional properties")
    expect(
      answer(200, { finalization: { ...finalization, status: "on_hold" } })
    ).toThrow("otherwise than openapi.json says")
    expect(answer(418, {})).toThrow("openapi.json says nothing")
  })
})
