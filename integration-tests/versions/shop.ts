import { isDeepStrictEqual } from "util"
import { OrderFinalizationEvents } from "../../src"
import {
  postOrThrow,
  type ApiData,
  type ApiResponse,
  type Headers,
} from "../helpers/backend/api"
import {
  completeCart,
  createCart,
  type CartOptions,
  type Checkout,
  type Storefront,
} from "../helpers/shop/checkout"
import type { Journal, JournaledEvent } from "../helpers/watch/journal"
import { waitFor } from "../helpers/watch/wait-for"

/**
 * How long a busy machine may take to tell of an order, in milliseconds. Well below
 * `reconcileAfter`: what reconciliation alone would find is too late.
 */
const PATIENCE = 30_000

/** Core's answer to a checkout that came beside another one of the product. */
const CONFLICT = 409

type ShopAccess = Storefront & {
  adminHeaders: Headers
  /** The folder of the backend, with what is installed in it. */
  folder: string
  databaseUrl: string
  journal: Journal
}

export type Sale = Checkout & {
  status: number
  /** Null if core has refused the checkout. */
  order: ApiData | null
  /** All that core has said. */
  answer: ApiData
}

/** An event in one line: what it is, and what it says. */
const describe = ({ name, data }: JournaledEvent): string =>
  name === OrderFinalizationEvents.FINALIZED
    ? `finalized ${data.payment.status}`
    : `reverted ${data.reason.code} at ${data.reason.step}, was_finalized ${data.was_finalized}`

/** A backend of some version, as its customers, its operators and its listeners see it. */
export class Shop {
  /** What each order or cart was promised to be told of, by its ID. */
  private readonly promised = new Map<string, string[]>()

  constructor(readonly access: ShopAccess) {}

  /** Leads a customer up to the button that buys. */
  async fillCart(
    options: CartOptions = {},
    metadata?: Record<string, unknown>
  ): Promise<Checkout> {
    const { api, storeHeaders } = this.access
    const checkout = await createCart(this.access, options)
    if (metadata) {
      const path = `/store/carts/${checkout.cart_id}`
      await postOrThrow(api, path, { metadata }, storeHeaders)
    }
    return checkout
  }

  /** As a storefront does, which tries again for as long as core is busy with the product. */
  async complete(checkout: Checkout): Promise<Sale> {
    const isAnswered = async () =>
      (answer = await completeCart(this.access, checkout.cart_id)).status !==
      CONFLICT
    let answer: ApiResponse | undefined
    await waitFor(isAnswered, {
      timeout: PATIENCE,
      message: () =>
        `${checkout.cart_id} to be completed: ${JSON.stringify(answer?.data)}`,
    })
    const { status, data } = answer!
    return { ...checkout, status, order: data.order ?? null, answer: data }
  }

  async buy(
    options: CartOptions = {},
    metadata?: Record<string, unknown>
  ): Promise<Sale> {
    return await this.complete(await this.fillCart(options, metadata))
  }

  /** As `buy`, for what core is to take: its refusal is an error that says why. */
  async sell(
    options: CartOptions = {},
    metadata?: Record<string, unknown>
  ): Promise<Sale & { order: ApiData }> {
    const sale = await this.buy(options, metadata)
    if (!sale.order) {
      const { status, answer } = sale
      throw new Error(
        `Expected an order, got ${status}: ${JSON.stringify(answer)}`
      )
    }
    return sale
  }

  async get(path: string): Promise<ApiData> {
    const { api, adminHeaders } = this.access
    const { status, data } = await api.get(path, adminHeaders)
    if (status !== 200) {
      throw new Error(`GET ${path} gave ${status}: ${JSON.stringify(data)}`)
    }
    return data
  }

  async statusOf(path: string, body?: object): Promise<number> {
    const { api, adminHeaders } = this.access
    const answer = body
      ? await api.post(path, body, adminHeaders)
      : await api.get(path, adminHeaders)
    return answer.status
  }

  async post(path: string, body: object = {}): Promise<ApiData> {
    const { api, adminHeaders } = this.access
    return await postOrThrow(api, path, body, adminHeaders)
  }

  /** Has the backend do what cannot be brought about from outside. */
  async provoke(trouble: string, body: object = {}): Promise<ApiData> {
    return await this.post(`/provoke/${trouble}`, body)
  }

  /** What the plugin has told of an order or a cart so far. */
  told(id: string): JournaledEvent[] {
    return this.access.journal
      .events()
      .filter(
        ({ name, data }) =>
          name !== "order.placed" && (data.id === id || data.cart_id === id)
      )
  }

  /** Resolves once that is told; that nothing else is, `brokenPromises` says at the end. */
  async isTold(id: string, ...promised: string[]): Promise<JournaledEvent[]> {
    this.promised.set(id, promised)
    const heard = () => this.told(id).map(describe)
    await waitFor(() => isDeepStrictEqual(heard(), promised), {
      timeout: PATIENCE,
      message: () => `${id} to be told as ${promised}; told ${heard()}`,
    })
    return this.told(id)
  }

  async isRecorded(orderId: string, status: string): Promise<void> {
    const path = `/admin/orders/${orderId}/finalization`
    const { api, adminHeaders } = this.access
    let last: ApiData
    const isThere = async () => {
      // There is none until the order is looked at.
      last = (await api.get(path, adminHeaders)).data
      return last.order_finalization?.status === status
    }
    await waitFor(isThere, {
      timeout: PATIENCE,
      message: () => `${orderId} to be ${status}: ${JSON.stringify(last)}`,
    })
  }

  /** What was told by now of all that was promised something, where it differs. */
  brokenPromises(): string[] {
    return [...this.promised]
      .filter(
        ([id, promised]) =>
          !isDeepStrictEqual(this.told(id).map(describe), promised)
      )
      .map(([id]) => `${id}: ${this.told(id).map(describe)}`)
  }
}
