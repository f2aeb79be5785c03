import { useEffect, type ReactNode } from "react"
import {
  createDataTableColumnHelper,
  DataTable,
  useDataTable,
  type DataTableColumnDef,
} from "@medusajs/ui"
import { PAGE_SIZE, useList } from "../lib/use-list"
import { useTexts } from "../lib/use-texts"
import { Failure } from "./failure"
import { Words } from "./words"

export type CellProps<Row> = { row: { original: Row } }

type Column<Row> = {
  /** The text that it is headed by. */
  of: string
  /** Whether that is for those alone who cannot see what the cells are. */
  isHidden?: boolean
  maxSize?: number
  cell: (props: CellProps<Row>) => ReactNode
}

/** Called once: cells that are made anew at a render lose the focus, and what they have open. */
export const toColumns = <Row,>(
  columns: Column<Row>[]
): DataTableColumnDef<Row>[] =>
  columns.map(({ of, isHidden, ...column }) =>
    createDataTableColumnHelper<Row>().display({
      ...column,
      id: of,
      header: () => <Words of={of} isHidden={isHidden} />,
    })
  )

type Props<Row> = {
  columns: DataTableColumnDef<Row>[]
  rows: Row[] | undefined
  count: number | undefined
  /** Why it could not be read (again). */
  error: Error | null
  onRetry: () => void
  /** What is said when there is nothing. */
  empty: string
  /** What the list is filtered by. */
  children: ReactNode
}

/** A page of a list in Medusa's DataTable, with its state in the URL. */
export const ListTable = <Row extends { id: string }>({
  columns,
  rows,
  count,
  error,
  onRetry,
  empty,
  children,
}: Props<Row>) => {
  const { t } = useTexts()
  const { pagination, goTo } = useList()
  const { pageIndex } = pagination.state
  const lastIndex =
    count === undefined
      ? pageIndex
      : Math.max(Math.ceil(count / PAGE_SIZE) - 1, 0)

  useEffect(() => {
    // Of what was retried nothing is left there, say.
    if (pageIndex > lastIndex) {
      goTo(lastIndex, true)
    }
  })

  const table = useDataTable({
    data: rows ?? [],
    columns,
    getRowId: ({ id }) => id,
    rowCount: count ?? 0,
    isLoading: rows === undefined,
    pagination,
    // The page is the URL's.
    autoResetPageIndex: false,
  })
  const emptyState = { heading: empty, description: "" }
  return (
    <DataTable instance={table}>
      <DataTable.Toolbar className="flex flex-wrap items-center justify-between gap-2">
        {children}
      </DataTable.Toolbar>
      {error && <Failure error={error} onRetry={onRetry} />}
      {(rows || !error) && (
        <DataTable.Table
          emptyState={{ empty: emptyState, filtered: emptyState }}
        />
      )}
      {(rows || !error) && (
        <DataTable.Pagination
          translations={{
            of: t("list.of"),
            results: t("list.results"),
            pages: t("list.pages"),
            prev: t("list.prev"),
            next: t("list.next"),
          }}
        />
      )}
    </DataTable>
  )
}
