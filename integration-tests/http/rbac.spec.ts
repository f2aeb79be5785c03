import { createUserAccountWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import middlewares from "../../src/api/middlewares"
import { postOrThrow, type Headers } from "../helpers/backend/api"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen } from "../helpers/watch/listener"
import { migrate } from "../helpers/backend/prepare-database"
import { listRoutes, type Route } from "../helpers/backend/routes"
import { ADMIN } from "../helpers/shop/seed"

/** In milliseconds: a migration, and a boot. */
const SET_UP_TIME = 240_000

const RBAC = { MEDUSA_FF_RBAC: "true" }

/** What each route answers to somebody who may use it, asked about a final order. */
const ROUTES: (Route & { policy: string; body?: object; status: number })[] = [
  {
    method: "GET",
    path: "/admin/order-finalizations",
    policy: "order_finalization:read",
    status: 200,
  },
  {
    method: "GET",
    path: "/admin/order-finalizations/summary",
    policy: "order_finalization:read",
    status: 200,
  },
  {
    method: "POST",
    path: "/admin/order-finalizations/compare",
    // It only reads.
    policy: "order_finalization:read",
    body: { orders: [] },
    status: 200,
  },
  {
    method: "GET",
    path: "/admin/orders/:id/finalization",
    policy: "order_finalization:read",
    status: 200,
  },
  {
    method: "POST",
    path: "/admin/orders/:id/finalization/release",
    policy: "order_finalization:update",
    // There is nothing to release.
    status: 400,
  },
  {
    method: "POST",
    path: "/admin/orders/:id/finalization/reconcile",
    policy: "order_finalization:update",
    status: 200,
  },
  {
    method: "GET",
    path: "/admin/order-events/asyncapi",
    policy: "order_event:read",
    status: 200,
  },
  {
    method: "GET",
    path: "/admin/order-events",
    policy: "order_event:read",
    status: 200,
  },
  {
    method: "POST",
    path: "/admin/order-events/:id/redeliver",
    policy: "order_event:update",
    status: 200,
  },
  {
    method: "GET",
    path: "/admin/order-event-receipts",
    policy: "order_event:read",
    status: 200,
  },
  {
    method: "POST",
    path: "/admin/order-event-receipts/retry",
    policy: "order_event:update",
    status: 200,
  },
  // Of a webhook that is not there, but for the two that name none.
  {
    method: "GET",
    path: "/admin/order-webhooks",
    policy: "order_webhook:read",
    status: 200,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks",
    policy: "order_webhook:create",
    body: { url: "https://erp.example.com" },
    status: 200,
  },
  {
    method: "GET",
    path: "/admin/order-webhooks/:id",
    policy: "order_webhook:read",
    status: 404,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks/:id",
    policy: "order_webhook:update",
    status: 404,
  },
  {
    method: "DELETE",
    path: "/admin/order-webhooks/:id",
    policy: "order_webhook:delete",
    status: 404,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks/:id/rotate-secret",
    policy: "order_webhook:update",
    status: 404,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks/:id/test",
    policy: "order_webhook:update",
    status: 404,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks/:id/pause",
    policy: "order_webhook:update",
    status: 404,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks/:id/enable",
    policy: "order_webhook:update",
    status: 404,
  },
  {
    method: "GET",
    path: "/admin/order-webhooks/:id/deliveries",
    policy: "order_webhook:read",
    status: 404,
  },
  {
    method: "POST",
    path: "/admin/order-webhooks/:id/recover",
    policy: "order_webhook:update",
    body: { since: "2026-01-01T00:00:00Z" },
    status: 404,
  },
]

const READING = [
  "order:read",
  "order_finalization:read",
  "order_event:read",
  "order_webhook:read",
]
const CHANGING = [
  "order_finalization:update",
  "order_event:update",
  "order_webhook:create",
  "order_webhook:update",
  "order_webhook:delete",
]

const keyOf = ({ method, path }: Route) => `${method} ${path}`

describe("The routes of the Admin API", () => {
  it("declare their policies, every one of them", async () => {
    const routes = await listRoutes()
    const declared = routes
      .filter(({ path }) => path.startsWith("/admin/"))
      .map((route) => {
        const policies = middlewares
          .routes!.filter(
            ({ matcher, methods }) =>
              matcher === route.path &&
              (methods as string[] | undefined)?.includes(route.method)
          )
          .flatMap(({ policies = [] }) => policies)
          .map(({ resource, operation }) => `${resource}:${operation}`)
        return [keyOf(route), policies.join(", ")]
      })
    const expected = ROUTES.map((route) => [keyOf(route), route.policy])
    expect(declared.sort()).toEqual(expected.sort())
  })
})

describeOnEngine(
  "The Admin API with core's roles",
  (context) => {
    let ids: { order: string; event: string }

    beforeAll(async () => {
      // The template was migrated without the module of roles.
      await migrate(context.engine.databaseUrl, RBAC)
      const backend = await context.restart({ env: RBAC })
      const listener = listen(backend, ["order.finalized"])
      const { cart_id } = await readyCart(backend)
      const order = (await completeCart(backend, cart_id)).data.order.id
      await listener.until(() => listener.of(order).length > 0)
      ids = { order, event: listener.of(order)[0]!.data.event_id }
      await giveAllRights()
    }, SET_UP_TIME)

    const logIn = async (credentials: typeof ADMIN): Promise<Headers> => {
      const { api } = context.backend
      const { token } = await postOrThrow(
        api,
        "/auth/user/emailpass",
        credentials
      )
      return { authorization: `Bearer ${token}` }
    }

    /** As core does with the user who runs `npx medusa user`. */
    const giveAllRights = async () => {
      const { container } = context.backend
      const [user] = await container
        .resolve(Modules.USER)
        .listUsers({ email: ADMIN.email })
      await container.resolve(ContainerRegistrationKeys.LINK).create({
        [Modules.USER]: { user_id: user!.id },
        [Modules.RBAC]: { rbac_role_id: "role_super_admin" },
      })
    }

    /** A user with one role, of these policies; without any, one without a role. */
    const createUser = async (name: string, policies: string[]) => {
      const { api, container } = context.backend
      const credentials = { ...ADMIN, email: `${name}@example.com` }
      const { authIdentity } = await container
        .resolve(Modules.AUTH)
        .register("emailpass", { body: credentials })
      const { result: user } = await createUserAccountWorkflow(container).run({
        input: {
          authIdentityId: authIdentity!.id,
          userData: { email: credentials.email },
        },
      })
      if (policies.length) {
        const admin = await logIn(ADMIN)
        const all = await api.get("/admin/rbac/policies?limit=1000", admin)
        const known: { id: string; key: string }[] = all.data.policies
        const policy_ids = policies.map(
          (key) => known.find((policy) => policy.key === key)!.id
        )
        const { role } = await postOrThrow(
          api,
          "/admin/rbac/roles",
          { name, policy_ids },
          admin
        )
        const path = `/admin/users/${user.id}/roles`
        await postOrThrow(api, path, { roles: [role.id] }, admin)
      }
      return await logIn(credentials)
    }

    const idFor = (path: string): string =>
      path.includes("order-webhooks")
        ? "ordwh_none"
        : path.includes("order-events")
          ? ids.event
          : ids.order

    /** What each route answers, by its name. */
    const askAll = async (headers: Headers) => {
      const { api } = context.backend
      const answers: Record<string, number> = {}
      for (const route of ROUTES) {
        const path = route.path.replace(":id", idFor(route.path))
        const { status } =
          route.method === "GET"
            ? await api.get(path, headers)
            : route.method === "DELETE"
              ? await api.delete(path, undefined, headers)
              : await api.post(path, route.body ?? {}, headers)
        answers[keyOf(route)] = status
      }
      return answers
    }

    const expected = (isAllowed: (policy: string) => boolean) =>
      Object.fromEntries(
        ROUTES.map((route) => [
          keyOf(route),
          isAllowed(route.policy) ? route.status : 403,
        ])
      )

    it("is closed to a user without a role", async () => {
      const headers = await createUser("nobody", [])
      expect(await askAll(headers)).toEqual(expected(() => false))
    })

    it("is closed to a role that may read and change orders only", async () => {
      const policies = ["order:read", "order:update"]
      const headers = await createUser("clerk", policies)
      expect(await askAll(headers)).toEqual(expected(() => false))
    })

    it("is read, and not changed, by a role that may read", async () => {
      const headers = await createUser("reader", READING)
      expect(await askAll(headers)).toEqual(
        expected((policy) => READING.includes(policy))
      )
    })

    it("is read without the events by a role that may read finalizations", async () => {
      const policies = ["order:read", "order_finalization:read"]
      const headers = await createUser("support", policies)
      expect(await askAll(headers)).toEqual(
        expected((policy) => policies.includes(policy))
      )
    })

    it("is open to a role that may read and change, and to a super admin", async () => {
      const headers = await createUser("operator", [...READING, ...CHANGING])
      expect(await askAll(headers)).toEqual(expected(() => true))
      expect(await askAll(await logIn(ADMIN))).toEqual(expected(() => true))
    })

    it("is open to every admin user without the feature flag", async () => {
      await context.restart({ env: { MEDUSA_FF_RBAC: undefined } })
      const { adminHeaders } = context.backend
      expect(await askAll(adminHeaders)).toEqual(expected(() => true))
    })
  },
  { boot: false }
)
