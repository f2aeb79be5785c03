import type {
  Event,
  InternalModuleDeclaration,
  Message,
} from "@medusajs/framework/types"
import {
  AbstractEventBusModuleService,
  Module,
  Modules,
} from "@medusajs/framework/utils"
import { connect, type NatsConnection } from "nats"

type Options = { url: string; prefix: string }

/**
 * A small event bus of a shop's own, on NATS: it keeps nothing, tries nothing again, and
 * holds groups in memory. Of the instances of a prefix one hears each event.
 */
class NatsEventBusService extends AbstractEventBusModuleService {
  readonly #prefix: string
  readonly #connection: Promise<NatsConnection>
  readonly #groups = new Map<string, Message[]>()

  readonly __hooks = {
    onApplicationShutdown: async () => await (await this.#connection).drain(),
  }

  constructor(
    cradle: Record<string, unknown>,
    { url, prefix }: Options,
    declaration: InternalModuleDeclaration
  ) {
    super(cradle, {}, declaration)
    this.#prefix = prefix
    this.#connection = this.#connect(url)
  }

  async #connect(url: string): Promise<NatsConnection> {
    const connection = await connect({ servers: url })
    if (this.isWorkerMode) {
      connection.subscribe(`${this.#prefix}.>`, {
        queue: this.#prefix,
        callback: (_, message) => void this.#deliver(message.json<Event>()),
      })
    }
    return connection
  }

  async #deliver(event: Event): Promise<void> {
    const named = this.eventToSubscribersMap.get(event.name) ?? []
    const ofAll = this.eventToSubscribersMap.get("*") ?? []
    for (const { subscriber } of [...named, ...ofAll]) {
      // A subscriber that fails costs the others nothing.
      await subscriber(event).catch(() => {})
    }
  }

  async #publish(messages: Message[]): Promise<void> {
    const connection = await this.#connection
    for (const { name, data, metadata } of messages) {
      const event = { name, data, metadata }
      connection.publish(`${this.#prefix}.${name}`, JSON.stringify(event))
    }
    await connection.flush()
  }

  async emit<T>(data: Message<T> | Message<T>[]): Promise<void> {
    const messages = [data].flat() as Message[]
    const groupOf = ({ metadata }: Message) => metadata?.eventGroupId
    for (const message of messages.filter(groupOf)) {
      const group = this.#groups.get(groupOf(message)!) ?? []
      this.#groups.set(groupOf(message)!, [...group, message])
    }
    await this.#publish(messages.filter((message) => !groupOf(message)))
  }

  async releaseGroupedEvents(eventGroupId: string): Promise<void> {
    const group = this.#groups.get(eventGroupId) ?? []
    this.#groups.delete(eventGroupId)
    await this.#publish(group)
  }

  async clearGroupedEvents(
    eventGroupId: string,
    { eventNames }: { eventNames?: string[] } = {}
  ): Promise<void> {
    const group = this.#groups.get(eventGroupId) ?? []
    const kept = group.filter(
      ({ name }) => eventNames?.includes(name) === false
    )
    this.#groups.set(eventGroupId, kept)
  }
}

export default Module(Modules.EVENT_BUS, { service: NatsEventBusService })
