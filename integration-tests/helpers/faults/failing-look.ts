import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Backend } from "../backend/backend"

export type FailingLook = {
  /** How often somebody tried to read the order. */
  tries(): number
  repair(): void
}

export const FAILING_LOOK_MESSAGE = "invalid input syntax for type numeric"

/** Has core fail whenever it is asked for one order, as over a row that it cannot read. */
export const failLookAt = (
  { container }: Pick<Backend, "container">,
  orderId: string
): FailingLook => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const graph = query.graph.bind(query)
  let tries = 0
  const spy = jest.spyOn(query, "graph").mockImplementation((async (
    ...args: Parameters<typeof graph>
  ) => {
    const [{ entity, filters }] = args
    if (
      entity === "order" &&
      (filters as { id?: string } | undefined)?.id === orderId
    ) {
      tries++
      throw new Error(FAILING_LOOK_MESSAGE)
    }
    return await graph(...args)
  }) as typeof query.graph)
  return { tries: () => tries, repair: () => spy.mockRestore() }
}
