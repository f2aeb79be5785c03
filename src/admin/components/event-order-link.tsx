import type { Json } from "../../api/json"
import type { AdminListedReceipt } from "../../api/answers"
import { isGone } from "../lib/standing"
import { OrderLink } from "./order-link"

type Props = { event: Json<AdminListedReceipt>["event"] }

/** The order of an event, by its number. */
export const EventOrderLink = ({ event: { order_id, data } }: Props) => (
  <OrderLink
    id={order_id}
    displayId={data.display_id}
    isGone={"reason" in data && isGone(data.reason.code)}
  />
)
