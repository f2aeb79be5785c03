import { withClient } from "../helpers/services/databases"

export type Answers = {
  /** Orders of which nothing has been told yet. */
  open: number
  /** Orders of which something else was told than that they are final, once. */
  wrong: number
  /** Receipts of these consumers that are not done. */
  undelivered: number
}

/** What was told of the orders, each of which is paid and stands, and to these consumers. */
export const readAnswers = async (
  databaseUrl: string,
  consumers: string[]
): Promise<Answers> =>
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<Answers>(
      `with told as (
         select "order".id,
           count(*) filter (where event.name = 'order.finalized' and event.published_at is not null) as finals,
           count(*) filter (where event.name = 'order.reverted') as reverts
         from "order"
         left join order_finalization_event event on event.order_id = "order".id
         group by "order".id
       )
       select
         (select count(*)::int from told where finals = 0) as open,
         (select count(*)::int from told where finals > 1 or reverts > 0) as wrong,
         (select count(*)::int from order_finalization_receipt
          where status <> 'done' and consumer = any($1)) as undelivered`,
      [consumers]
    )
    return rows[0]!
  })
