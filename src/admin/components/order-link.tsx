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
    // The dashboard's own color of links is too light to be read by all (Medusa 2.21.2).
    <Link to={`/orders/${id}`} className="text-ui-fg-interactive-hover">
      {name}
    </Link>
  )
}
