export * from "./publish-order-events"
export * from "./reconcile-orders"
export * from "./settle-order"
