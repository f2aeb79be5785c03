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
export type { StoreOrderFinalizationStatus } from "./modules/order-finalization/store-status"
export type { OrderFinalizationOptions } from "./modules/order-finalization/options"
export { addFinalizationGate } from "./finalization-gates"
export type {
  FinalizationGate,
  FinalizationGateAnswer,
  FinalizationGateInput,
} from "./finalization-gates"
export { processOnce } from "./process-once"
export type {
  OrderEventMessage,
  ProcessOnceHandler,
  ProcessOnceInput,
} from "./process-once"
