import { Heading, Table, Text } from "@medusajs/ui"
import type { Json } from "../../api/json"
import type { OrderComparison } from "../../modules/order-finalization/compare-types"
import { isGone } from "../lib/standing"
import { useTexts } from "../lib/use-texts"
import { OrderLink } from "./order-link"

type Comparison = Json<OrderComparison>

/** What is to be done there comes first. */
const KINDS = [
  "to_void",
  "missing",
  "to_restore",
  "not_final_yet",
  "unknown",
] as const satisfies (keyof Comparison)[]

/** Of each kind: what a person reads, and a browser shows at once. */
const MAX_SHOWN = 500

/** What is wrong with what an outside system holds, kind by kind. */
export const Differences = ({ comparison }: { comparison: Comparison }) => {
  const { t } = useTexts()
  const kinds = KINDS.filter((kind) => comparison[kind].length > 0)
  return (
    <div className="flex flex-col gap-y-6">
      <Text>{t("compare.agreed", { count: comparison.agreed })}</Text>
      {kinds.length === 0 && <Text>{t("compare.nothing")}</Text>}
      {kinds.map((kind) => (
        <section key={kind} className="flex flex-col gap-y-2">
          <Heading level="h3">
            {t(`compare.${kind}`, { count: comparison[kind].length })}
          </Heading>
          <Kind kind={kind} orders={comparison[kind]} />
        </section>
      ))}
    </div>
  )
}

type KindProps = {
  kind: (typeof KINDS)[number]
  orders: Comparison[(typeof KINDS)[number]]
}

const Kind = ({ kind, orders }: KindProps) => {
  const { t } = useTexts()
  const left = orders.length - MAX_SHOWN
  return (
    <>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("records.order")}</Table.HeaderCell>
            <Table.HeaderCell>{t("records.status")}</Table.HeaderCell>
            <Table.HeaderCell>{t("compare.why")}</Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {orders
            .slice(0, MAX_SHOWN)
            .map(({ id, display_id, status, reason }) => (
              <Table.Row key={`${id} ${display_id}`}>
                <Table.Cell>
                  <OrderLink
                    id={id ?? ""}
                    displayId={display_id}
                    isGone={kind === "unknown" || isGone(reason?.code)}
                  />
                </Table.Cell>
                <Table.Cell>{status && t(`status.${status}`)}</Table.Cell>
                <Table.Cell>{reason && t(`reasons.${reason.code}`)}</Table.Cell>
              </Table.Row>
            ))}
        </Table.Body>
      </Table>
      {left > 0 && (
        <Text size="small">{t("compare.more", { count: left })}</Text>
      )}
    </>
  )
}
