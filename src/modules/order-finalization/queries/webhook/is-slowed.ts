/** SQL for whether a row `webhook` is to be left alone for now, as its receiver has asked. */
export const IS_SLOWED = `coalesce(webhook.slowed_until > now(), false)`
