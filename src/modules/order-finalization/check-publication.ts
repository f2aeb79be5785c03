import type { OutboxPublication } from "./queries/outbox/list-publications"

const IS_DUE = "(due_at IS NOT NULL)"

/**
 * What is wrong with a publication for change data capture; `null` if it is as
 * `scripts/cdc.sql` makes it. Which one is worse comes first: one that stops the relay.
 */
export function checkPublication(
  publication: OutboxPublication
): string | null {
  const { row_filter, has_column_list, has_inserts, has_updates } = publication
  const hasChanges = has_updates || publication.has_deletes
  const needsIdentity = row_filter !== null || has_column_list
  if (hasChanges && has_column_list) {
    return "it has a column list, so that the plugin cannot change its events and publishes none"
  }
  if (hasChanges && needsIdentity && !publication.has_full_identity) {
    return "the table lacks `replica identity full`, so that the plugin cannot change its events and publishes none"
  }
  if (row_filter !== IS_DUE) {
    return "it lacks the row filter `where (due_at is not null)`, so that who reads it hears of orders that may still be undone"
  }
  if (!has_inserts || !has_updates) {
    return "it does not have `publish = 'insert, update'`, so that who reads it misses events"
  }
  return null
}
