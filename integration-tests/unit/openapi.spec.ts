import { validate } from "@readme/openapi-parser"
import { OrderFinalizationStatus } from "../../src"
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

  it("says of every parameter and of every field what it may be", () => {
    const empty: string[] = []
    const look = (value: unknown, at: string) => {
      if (value === null || typeof value !== "object") {
        return
      }
      if (!Array.isArray(value) && !Object.keys(value).length) {
        empty.push(at)
      }
      Object.entries(value).forEach(([key, each]) => look(each, `${at}/${key}`))
    }
    look(readSchema("openapi").paths, "")
    expect(empty).toEqual([])
  })

  it("has the words that a field is of, and the bodies that a request needs", () => {
    const { paths } = readSchema("openapi")
    const { requestBody } = paths["/admin/order-webhooks"].post
    expect(requestBody).toMatchObject({
      required: true,
      content: {
        "application/json": {
          schema: {
            properties: {
              format: { enum: ["standard", "cloudevents"] },
              events: {
                items: { enum: ["order.finalized", "order.reverted"] },
              },
            },
          },
        },
      },
    })
    const release = paths["/admin/orders/{id}/finalization/release"].post
    expect(release.requestBody.required).toBe(false)
    const status = paths["/admin/order-finalizations"].get.parameters.find(
      ({ name }: { name: string }) => name === "status"
    )
    const word = {
      type: "string",
      enum: Object.values(OrderFinalizationStatus),
    }
    expect(status.schema).toEqual({
      anyOf: [word, { type: "array", items: word }],
    })
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
