import { useId, type ReactNode } from "react"
import { Label, Text } from "@medusajs/ui"

type Props = {
  label: string
  hint?: string
  children: (ids: {
    id: string
    "aria-describedby": string | undefined
  }) => ReactNode
}

/** One field of a form, with what it is called and what is to go in. */
export const Field = ({ label, hint, children }: Props) => {
  const id = useId()
  const hintId = hint && `${id}-hint`
  return (
    <div className="flex flex-col gap-y-2">
      <Label htmlFor={id} size="small" weight="plus">
        {label}
      </Label>
      {children({ id, "aria-describedby": hintId })}
      {hint && (
        <Text id={hintId} size="xsmall" className="text-ui-fg-subtle">
          {hint}
        </Text>
      )}
    </div>
  )
}
