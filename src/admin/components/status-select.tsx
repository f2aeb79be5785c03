import { Select } from "@medusajs/ui"

/** Radix knows no option with an empty value. */
const ALL = "all"

type Props = {
  label: string
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}

/** A filter by one of several values; the first option is without a filter. */
export const StatusSelect = ({ label, value, options, onChange }: Props) => (
  <Select
    size="small"
    value={value || ALL}
    onValueChange={(next) => onChange(next === ALL ? "" : next)}
  >
    <Select.Trigger aria-label={label} className="w-auto min-w-48">
      <Select.Value />
    </Select.Trigger>
    <Select.Content>
      {options.map((option) => (
        <Select.Item key={option.value} value={option.value || ALL}>
          {option.label}
        </Select.Item>
      ))}
    </Select.Content>
  </Select>
)
