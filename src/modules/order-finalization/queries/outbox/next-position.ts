/**
 * SQL that takes the feed's next position. The counter's row stays locked until the end of
 * the transaction, so that positions are given in the order of commits: whoever sees one
 * sees all before it, none is left out, and one that is rolled back is given again.
 *
 * It has to be the last lock that a transaction takes, and only one that holds an order's
 * record already may take it: whoever has the counter then waits for nobody, and two
 * writers cannot deadlock. One order a transaction, therefore.
 *
 * @param event - The name of a CTE with a row, if there is an event that becomes due.
 */
export const nextPosition = (event: string): string =>
  `update order_finalization_progress
       set last_position = last_position + 1
       from ${event}
       returning last_position`
