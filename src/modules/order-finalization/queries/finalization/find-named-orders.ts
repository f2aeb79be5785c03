import type { HeldOrder, NamedOrder } from "../../compare-types"
import type { SqlManager } from "../sql"

/**
 * Finds the records of orders that an outside system names, by ID or else by number, each
 * by its index; also of orders that are long deleted. One that has none comes back without.
 * Should several orders have one number, as after an import, it stands for all of them.
 */
export async function findNamedOrders(
  manager: SqlManager,
  orders: HeldOrder[]
): Promise<NamedOrder[]> {
  return await manager.execute<NamedOrder>(
    `select named.id as named_id, named.display_id as named_display_id, named.state,
       record.order_id as id, record.display_id, record.status,
       case when record.status = 'reverted' then record.reason - 'message' end as reason
     from jsonb_to_recordset(?::jsonb) as named (id text, display_id int, state text)
     left join lateral (
       select order_id, display_id, status, reason
       from order_finalization
       where order_id = named.id and deleted_at is null
       union all
       select order_id, display_id, status, reason
       from order_finalization
       where named.id is null
         and display_id = named.display_id
         and deleted_at is null
     ) record on true`,
    [JSON.stringify(orders)]
  )
}
