import {
  PROVIDER_NOT_ASKED,
  type Evidence,
} from "../../../src/modules/order-finalization/decide"

/** The evidence of an order with nothing to pay, whose run has ended well. */
export const FREE_ORDER: Evidence = {
  order: {
    is_canceled: false,
    currency_code: "eur",
    total: 0,
    display_id: 1,
    cart_id: null,
  },
  payment: {
    is_asked_for: true,
    has_ended: false,
    has_failed: false,
    required_amount: 0,
    authorized_amount: 0,
    captured_amount: 0,
    transaction_ids: [],
    unrecorded_capture_ids: [],
    provider: PROVIDER_NOT_ASKED,
  },
  run: { state: "finished" },
  hold_reason: null,
}
