import { withClient } from "../helpers/services/databases"

/** What the feed tells of itself: every position up to the counter's has its event. */
export const findFeedViolations = async (
  databaseUrl: string
): Promise<string[]> =>
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ events: number; last: number }>(
      `select count(position)::int as events, last_position as last
       from order_finalization_progress left join order_finalization_event on true
       group by last_position`
    )
    const { events, last } = rows[0]!
    return events === last
      ? []
      : [`the feed: ${events} events have ${last} positions`]
  })
