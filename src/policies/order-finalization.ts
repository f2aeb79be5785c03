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
])
