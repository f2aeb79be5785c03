import { definePolicies } from "@medusajs/framework/utils"

/**
 * What core's roles may be given for the routes of the plugin, once `MEDUSA_FF_RBAC` is on.
 * Resources of their own, named as the routes are: reading the events is a
 * machine's work, and ending a hold is more than `order:update` should allow.
 */
export const orderFinalizationPolicies = definePolicies([
  {
    name: "ReadOrderFinalization",
    resource: "order_finalization",
    operation: "read",
    description: "Read order finalizations",
  },
  {
    name: "UpdateOrderFinalization",
    resource: "order_finalization",
    operation: "update",
    description: "Release and reconcile order finalizations",
  },
  {
    name: "ReadOrderEvent",
    resource: "order_event",
    operation: "read",
    description: "Read the feed of order events",
  },
  {
    name: "UpdateOrderEvent",
    resource: "order_event",
    operation: "update",
    description: "Redeliver order events and retry their receipts",
  },
  {
    name: "ReadOrderWebhook",
    resource: "order_webhook",
    operation: "read",
    description: "Read order webhooks and what they were sent",
  },
  {
    name: "CreateOrderWebhook",
    resource: "order_webhook",
    operation: "create",
    description: "Create order webhooks",
  },
  {
    name: "UpdateOrderWebhook",
    resource: "order_webhook",
    operation: "update",
    description:
      "Change, test, pause, enable and recover order webhooks, and rotate their secrets",
  },
  {
    name: "DeleteOrderWebhook",
    resource: "order_webhook",
    operation: "delete",
    description: "Delete order webhooks",
  },
])
