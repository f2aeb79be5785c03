/**
 * Every time that the plugin keeps or waits for, with its reason; in milliseconds, unless
 * the name says otherwise. What depends on another time is an expression of it. What a shop
 * may choose is an option instead.
 */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// Checkout

/**
 * How long each of the plugin's writes may hold up a checkout. One that cannot be made by
 * then, as when somebody has locked the tables, is left to reconciliation: a customer who
 * waits longer is gone.
 */
export const CHECKOUT_PATIENCE_MS = 2 * SECOND
/** The database gives up first, as a rule, and says why. */
export const CHECKOUT_DEADLINE_MS = CHECKOUT_PATIENCE_MS + 500
/** How long the evidence of checkout's last step counts as what is true now. */
export const MAX_STAGED_MS = 2 * SECOND

/**
 * How long the event of a payment waits for the step that made it, which ends at once, before
 * it is asked whose payment it is. The Redis event bus hands on no other event meanwhile.
 */
export const OWN_PAYMENT_WITHIN_MS = 20

// Locks in the database

/**
 * How long a statement waits for a lock on the plugin's tables or rows: a migration or
 * `vacuum full` may hold one for an hour, and whoever waits keeps one of the few
 * connections that the whole backend shares (ten, unless told otherwise).
 */
export const LOCK_PATIENCE_MS = 5 * SECOND
/** How long it waits once another has waited in vain, and for how long it stays that way. */
export const SHORT_LOCK_PATIENCE_MS = 100
export const SHORT_PATIENCE_FOR_MS = 5 * SECOND
/**
 * How long a process may keep others from the counter by not ending its transaction: one
 * whose machine is gone would, for as long as its connection seems alive.
 */
export const MAX_HOLD_MS = 5 * SECOND

// The outbox and its relay

/** After this an event that was claimed and not published is claimed again. */
export const CLAIM_LEASE_MS = 30 * SECOND
/**
 * Shorter than the lease of a claim, so that a relay whose event bus hangs gives its
 * events up before another relay may claim them.
 */
export const EMIT_TIMEOUT_MS = (CLAIM_LEASE_MS * 2) / 3
/** Whatever fails is tried again after this first, and then each time after twice as long. */
export const FIRST_BACK_OFF_MS = 1 * SECOND
export const MAX_PUBLISH_BACK_OFF_MS = 1 * MINUTE
/** Longer than an event waits as a rule: what it says may not be true any more. */
export const LATE_EVENT_MS = 1 * SECOND
/** Between the Redis event bus's runs of a subscriber that fails; then twice as long. */
export const SUBSCRIBER_BACK_OFF_MS = 1 * SECOND

// Reconciliation

/** After this a record that was claimed, and whose lease nobody extended, is due again. */
export const CHECK_LEASE_MS = 30 * SECOND
/** How often the lease of a reconciliation that takes long is extended, so that one try may fail. */
export const EXTEND_CHECK_EVERY_MS = CHECK_LEASE_MS / 3
/** Whoever is to settle an order and publish its event has had its time by then. */
export const CHECK_SOON_MS = CLAIM_LEASE_MS
export const MAX_CHECK_BACK_OFF_MS = 1 * HOUR
/** A payment that is awaited comes with an event: reconciliation is only the net under it. */
export const MAX_AWAITING_BACK_OFF_MS = 1 * DAY
/** What part of a back-off is left to chance: records that meet once do not meet again. */
export const CHECK_JITTER = 0.25
/**
 * How long the event bus waits until it is noted that an order is to be reconciled: a moment
 * as a rule. From then on, an instance that dies leaves the order to reconciliation.
 */
export const NOTE_WITHIN_MS = 50
/**
 * How many times as long as `reconcileAfter` a synchronous workflow around complete-cart
 * may take before it counts as lost: the engine cannot tell a slow one from a dead one.
 */
export const PARENT_PATIENCE = 10
/** A gate that takes longer holds the order and is asked again. */
export const GATE_TIMEOUT_MS = 10 * SECOND
/** A provider that is slower counts as one that cannot be asked. */
export const PROVIDER_TIMEOUT_MS = 10 * SECOND
/**
 * Core's cancelling of an order calls the payment provider and a shop's own hooks; whoever
 * waits for it has one of a few places.
 */
export const CANCEL_TIMEOUT_MS = 3 * PROVIDER_TIMEOUT_MS
/** How long to wait for core's lock on the cart, in seconds: a payment may be coming in. */
export const CART_LOCK_TIMEOUT_S = 5

// The audit

/** Orders become visible a while after their `created_at`, and clocks differ. */
export const AUDIT_OVERLAP_MS = 5 * MINUTE
/** Longer than an order takes from getting its ID to its `created_at`. */
export const ID_SLACK_MS = 1 * HOUR
/** A run creates its order within this time of its start. */
export const MAX_RUN_MS = 10 * MINUTE
/** The clocks of a backend and its database differ by less. */
export const MAX_SKEW_MS = 1 * MINUTE

// The inbox

/** After this a receipt whose handler neither ended nor extended it is due again. */
export const RECEIPT_LEASE_MS = 30 * SECOND
/** A third of the lease, so that one extension may fail. */
export const EXTEND_RECEIPT_EVERY_MS = RECEIPT_LEASE_MS / 3
/** How long the event bus has to deliver an event before its receipt is due. */
export const RECEIPT_GRACE_MS = 10 * SECOND
/** And how long to deliver it again. */
export const REDELIVERY_GRACE_MS = RECEIPT_GRACE_MS
export const MAX_RECEIPT_BACK_OFF_MS = 5 * MINUTE
export const MAX_RECEIPT_ATTEMPTS = 10

// Webhooks

/** Farther than this no receiver is, unless it is down. */
export const WEBHOOK_CONNECT_WITHIN_MS = 5 * SECOND
/** Connecting included, to the last byte of the answer: one that drips is none. */
export const WEBHOOK_ANSWER_WITHIN_MS = 15 * SECOND
/** Between the attempts of a delivery, as Standard Webhooks has them: three days in all. */
export const WEBHOOK_RETRY_AFTER_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
/** What part of it is added by chance: what failed together does not come back together. */
export const WEBHOOK_RETRY_JITTER = 0.1
/** How long a receiver may ask to be left alone with `Retry-After`. */
export const MAX_RETRY_AFTER_MS = 1 * HOUR
/** How long one is left alone that is overrun and does not say for how long. */
export const WEBHOOK_SLOW_DOWN_MS = WEBHOOK_RETRY_AFTER_MS[0]!
/** Before each trial of an endpoint that fails; the last one from then on. */
export const WEBHOOK_TRIAL_AFTER_MS = [5 * SECOND, 15 * SECOND, 1 * MINUTE]
/** Longer than a weekend and a day: whoever is to mend the receiver has seen the alarm. */
export const DISABLE_WEBHOOK_AFTER_MS = 5 * DAY
/** How long a webhook's previous secret signs as well, unless a person says otherwise. */
export const WEBHOOK_SECRET_OVERLAP_MS = 1 * DAY
/** How exactly a webhook's last success is kept: its deliveries would wait for one row. */
export const WEBHOOK_SUCCESS_NEWS_AFTER_MS = 1 * MINUTE

// The clockwork

/** How exactly intervals are kept. */
export const CLOCKWORK_TICK_MS = 1 * SECOND
/** How often an instance asks whether a task that one is enough for is due. */
export const TRY_TASK_EVERY_MS = 5 * SECOND
/** How long a task of an instance that died is left alone by the others. */
export const TASK_LEASE_MS = 30 * SECOND
/** A third of the lease, so that one extension may fail. */
export const EXTEND_TASK_EVERY_MS = TASK_LEASE_MS / 3
/** Whoever takes longer hangs: another instance shall have a try. */
export const MAX_TASK_EXTENDED_MS = 10 * MINUTE
/** When a task that has failed is due again, at the latest. */
export const RETRY_TASK_AFTER_MS = 1 * MINUTE
/** How late an event may be whose wake-up was lost; asking costs a statement. */
export const LOOK_EVERY_MS = 5 * SECOND
/** What only the audit finds has lost more than a wake-up, and is rare. */
export const AUDIT_EVERY_MS = 1 * MINUTE
/** A line in the log that a person reads. */
export const REPORT_EVERY_MS = 1 * MINUTE
/** Retention is counted in days. */
export const PRUNE_EVERY_MS = 1 * HOUR

// Alarms

/** The relay publishes within seconds: an event that waits longer has a cause. */
export const LATE_AFTER_MS = 5 * MAX_PUBLISH_BACK_OFF_MS
/** A handler that fails is run again far more often than that. */
export const OVERDUE_AFTER_MS = 12 * MAX_RECEIPT_BACK_OFF_MS
/** Longer than any checkout, and than the patience that reconciliation has by default. */
export const STUCK_AFTER_MS = 1 * HOUR
/** A receiver that is down must not bury the log: one line a minute says the same. */
export const LOG_WINDOW_MS = 1 * MINUTE

// Shutdown

/** How long a backend that shuts down waits for what is running. */
export const STOP_WITHIN_MS = 5 * SECOND
/** How long what is waited for with a bound has to end then, so that there is time to note it. */
export const STOP_AFTER_MS = (STOP_WITHIN_MS * 2) / 5
/** How long it then takes to give claims back, or the database is away. */
export const GIVE_BACK_WITHIN_MS = 2 * SECOND
/** How long the event bus then has to release what runs have emitted: a moment as a rule. */
export const RELEASE_WITHIN_MS = 1 * SECOND
