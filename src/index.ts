export {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
} from "./modules/order-finalization/types"
export type {
  OrderFinalizationEventName,
  OrderFinalizationStatusValue,
  OrderFinalizedEventData,
  OrderFinalizedPayment,
  OrderRevertedEventData,
  OrderRevertedReasonCode,
  OrderRevertedReasonData,
  RecordedReason,
} from "./modules/order-finalization/types"
export {
  OrderWebhookEvents,
  OrderWebhookStatus,
} from "./modules/order-finalization/webhook-types"
export type {
  OrderWebhookStateChangedData,
  OrderWebhookStatusValue,
} from "./modules/order-finalization/webhook-types"
export type { StoreOrderFinalizationStatus } from "./modules/order-finalization/store-status"
export type { OrderFinalizationOptions } from "./modules/order-finalization/options"
export { addFinalizationGate } from "./gates"
export type {
  FinalizationGate,
  FinalizationGateAnswer,
  FinalizationGateInput,
} from "./gates"
export { processOnce } from "./consumers/process-once"
export type {
  OrderEventMessage,
  ProcessOnceHandler,
  ProcessOnceInput,
} from "./consumers/process-once"
