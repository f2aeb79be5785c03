import { withClient } from "./databases"

/** Makes what the plugin goes by minutes older, so that the audit looks at it. */
export const passMinutes = async (databaseUrl: string) =>
  await withClient(databaseUrl, async (client) => {
    const past = "now() - interval '5 minutes'"
    await client.query(
      `update workflow_execution set created_at = ${past}, updated_at = ${past}`
    )
    await client.query(
      `update "order" set created_at = ${past},
       canceled_at = canceled_at - interval '5 minutes'`
    )
    await client.query(
      `update order_finalization_event set due_at = due_at - interval '5 minutes',
       published_at = published_at - interval '5 minutes'`
    )
    await client.query(
      `update order_finalization set created_at = ${past}, updated_at = ${past}`
    )
    await client.query(
      `update order_finalization_progress
       set installed_at = now() - interval '1 hour', audited_until = ${past},
         window_until = null, window_after = null`
    )
  })
