import type { ReactNode } from "react"
import { DropdownMenu, IconButton } from "@medusajs/ui"
import { EllipsisHorizontal } from "@medusajs/icons"

export type MenuAction = {
  label: string
  icon?: ReactNode
  onSelect: () => void
}

type Props = {
  /** What the menu is for, to whoever cannot see where it stands. */
  label: string
  actions: MenuAction[]
}

/** What can be done, behind three dots; nothing if there is nothing to do. */
export const ActionsMenu = ({ label, actions }: Props) =>
  actions.length > 0 && (
    // Not modal: a prompt that opens from it could otherwise not be clicked.
    <DropdownMenu modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" variant="transparent" aria-label={label}>
          <EllipsisHorizontal />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end">
        {actions.map(({ label, icon, onSelect }) => (
          <DropdownMenu.Item
            key={label}
            className="gap-x-2"
            onClick={(event) => event.stopPropagation()}
            onSelect={onSelect}
          >
            {icon}
            {label}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
