import { useEffect, useRef } from "react"
import { Input } from "@medusajs/ui"

/** How long a person may stop typing; in milliseconds. */
const PAUSE_MS = 300

type Props = {
  label: string
  value: string
  onSearch: (text: string) => void
}

/**
 * What a list is searched by. Medusa's own has an icon that is an image without words to a
 * screen reader (4.2.6).
 */
export const Search = ({ label, value, onSearch }: Props) => {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const search = useRef(onSearch)

  useEffect(() => {
    // The URL may have changed while nobody typed.
    search.current = onSearch
  })
  useEffect(() => {
    // Whoever is typing is ahead of the URL.
    if (input.current && input.current !== document.activeElement) {
      input.current.value = value
    }
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])

  return (
    <Input
      ref={input}
      size="small"
      className="w-60"
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      onChange={({ target }) => {
        clearTimeout(timer.current)
        timer.current = setTimeout(() => search.current(target.value), PAUSE_MS)
      }}
    />
  )
}
