import type { ReactNode } from "react"
import { DataTable, useDataTable, type DataTableColumnDef } from "@medusajs/ui"
import { useList } from "../lib/use-list"
import { useTexts } from "../lib/use-texts"

type Props<Row> = {
  columns: DataTableColumnDef<Row>[]
  rows: Row[] | undefined
  count: number | undefined
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
  empty,
  children,
}: Props<Row>) => {
  const { t } = useTexts()
  const { pagination } = useList()
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
      <DataTable.Table
        emptyState={{ empty: emptyState, filtered: emptyState }}
      />
      <DataTable.Pagination
        translations={{
          of: t("list.of"),
          results: t("list.results"),
          pages: t("list.pages"),
          prev: t("list.prev"),
          next: t("list.next"),
        }}
      />
    </DataTable>
  )
}
