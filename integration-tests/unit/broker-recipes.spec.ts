import type { ProcessOnceInput } from "../../src"

/**
 * What the recipes do with a client that fails in a way that no broker can be led to: theirs
 * is a stand-in here, as is `processOnce`. Real brokers are in `recipes/brokers`.
 */
const mockTimers: { ms: number; fire(): void }[] = []
jest.mock("timers/promises", () => ({
  setTimeout: (ms: number) =>
    new Promise<void>((fire) => void mockTimers.push({ ms, fire })),
}))

const mockProducers: { disconnects: number }[] = []
jest.mock("kafkajs", () => ({
  ...jest.requireActual("kafkajs"),
  Kafka: class {
    producer() {
      const isStuck = mockProducers.length === 0
      const producer = { disconnects: 0 }
      mockProducers.push(producer)
      return {
        connect: async () => {},
        disconnect: async () => void producer.disconnects++,
        send: async () => {
          if (isStuck) {
            await new Promise(() => {})
          }
        },
      }
    }
  },
}))

const mockConnections: { isClosed: boolean }[] = []
jest.mock("amqplib", () => ({
  connect: async () => {
    const isFirst = mockConnections.length === 0
    const { EventEmitter } = jest.requireActual("events")
    const connection = Object.assign(new EventEmitter(), {
      isClosed: false,
      close: async () => void (connection.isClosed = true),
      createConfirmChannel: async () =>
        Object.assign(new EventEmitter(), {
          assertExchange: async () => {
            if (isFirst) {
              throw new Error("PRECONDITION_FAILED")
            }
          },
          publish: (...words: unknown[]) =>
            (words.at(-1) as (error: null) => void)(null),
        }),
    })
    mockConnections.push(connection)
    return connection
  },
}))

const mockClients: { close(): void }[] = []
jest.mock("nats", () => ({
  headers: () => new Map(),
  connect: async () => {
    let close = () => {}
    const ended = new Promise<void>((resolve) => (close = resolve))
    let isClosed = false
    mockClients.push({
      close: () => {
        isClosed = true
        close()
      },
    })
    return {
      closed: () => ended,
      jetstream: () => ({
        publish: async () => {
          if (isClosed) {
            throw new Error("CONNECTION_CLOSED")
          }
        },
      }),
    }
  },
}))

jest.mock("medusa-plugin-order-finalized", () => ({
  OrderFinalizationEvents: {},
  processOnce: (_: string, handler: unknown) => handler,
  toCloudEvent: () => ({}),
}))

type Handler = (input: ProcessOnceInput) => Promise<void>

const input = {
  event: { data: { id: "order_1", event_id: "ordev_1" } },
} as ProcessOnceInput

const load = async (recipe: string): Promise<Handler> =>
  (await import(`../../src/recipes/${recipe}`)).default

describe("The recipe for", () => {
  const env = { ...process.env }
  beforeAll(() => {
    process.env.KAFKA_BROKERS = "127.0.0.1:9092"
    process.env.AMQP_URL = "amqp://127.0.0.1"
  })
  afterAll(() => {
    process.env = env
  })

  it("Kafka gives up a producer whose request never ends", async () => {
    const handle = await load("kafka")
    const stuck = handle(input)
    const timer = mockTimers[0]!
    expect(timer.ms).toBe(25_000)
    timer.fire()
    await expect(stuck).rejects.toThrow("within 25000 ms")
    expect(mockProducers).toEqual([{ disconnects: 1 }])
    await handle(input)
    expect(mockProducers).toHaveLength(2)
    await handle(input)
    expect(mockProducers).toHaveLength(2)
  })

  it("RabbitMQ leaves no connection behind whose exchange is refused", async () => {
    const handle = await load("rabbitmq")
    await expect(handle(input)).rejects.toThrow("PRECONDITION_FAILED")
    expect(mockConnections.map(({ isClosed }) => isClosed)).toEqual([true])
    await handle(input)
    await handle(input)
    expect(mockConnections.map(({ isClosed }) => isClosed)).toEqual([
      true,
      false,
    ])
  })

  it("NATS connects anew once its client has closed for good", async () => {
    const handle = await load("nats-jetstream")
    await handle(input)
    await handle(input)
    expect(mockClients).toHaveLength(1)
    mockClients[0]!.close()
    await expect(handle(input)).rejects.toThrow("CONNECTION_CLOSED")
    await handle(input)
    expect(mockClients).toHaveLength(2)
  })
})
