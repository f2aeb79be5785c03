import { Link } from "react-router-dom"

type Props = {
  id: string
  displayId: number | null
  /** Whether core has deleted the order: there is no page to go to. */
  isGone?: boolean
}

/** An order by the number that people see. */
export const OrderLink = ({ id, displayId, isGone }: Props) => {
  const name = displayId === null ? id : `#${displayId}`
  return isGone ? (
    <span>{name}</span>
  ) : (
    <Link to={`/orders/${id}`} className="text-ui-fg-interactive">
      {name}
    </Link>
  )
}
