import { MAX_COUNTED } from "../../modules/order-finalization/types"

/** A count, of which the backend counts no more than so many. */
export const toCount = (count: number | undefined) =>
  count === MAX_COUNTED ? `${count}+` : count
