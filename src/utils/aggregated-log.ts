import { processMap } from "./process-registry"
import { LOG_WINDOW_MS } from "../modules/order-finalization/timing"

type Window = {
  /** How often it happened again since the last line. */
  count: number
  /** What the next line is to say, without the number. */
  writeLast: (count: number) => void
  timer: NodeJS.Timeout
}

export type AggregatedLine = {
  /** Writes a line, as one of the logger's methods does. */
  log: (line: string) => void
  /** What is counted, e.g. a consumer. */
  key: string
  /** What happened, up to where a number fits in: `consumer "erp" failed`. */
  what: string
  /** This time's rest of the sentence: `on event ordev_1: the ERP is down`. */
  detail: string
}

const windows = processMap<Window>("aggregated-log")

/**
 * Logs the first of its key at once, and then at most a line a minute that says how many
 * more there were, with the last one's detail. After a minute without any the next is a
 * first one again.
 */
export function logAggregated({
  log,
  key,
  what,
  detail,
}: AggregatedLine): void {
  const prefix = `medusa-plugin-order-finalized: ${what}`
  const writeLast = (count: number) =>
    log(`${prefix} ${count} more times within a minute, last ${detail}`)

  const window = windows.get(key)
  if (window) {
    window.count++
    window.writeLast = writeLast
    return
  }
  log(`${prefix} ${detail}`)
  open(key, writeLast)
}

/** Writes what was counted and not written yet; for a process that ends. */
export function flushAggregatedLog(): void {
  for (const [key, window] of windows) {
    clearTimeout(window.timer)
    windows.delete(key)
    write(window)
  }
}

function open(key: string, writeLast: Window["writeLast"]): void {
  const timer = setTimeout(() => close(key), LOG_WINDOW_MS).unref()
  windows.set(key, { count: 0, writeLast, timer })
}

function close(key: string): void {
  const window = windows.get(key)
  windows.delete(key)
  if (window?.count) {
    write(window)
    // That was this minute's line.
    open(key, window.writeLast)
  }
}

function write({ count, writeLast }: Window): void {
  if (count) {
    writeLast(count)
  }
}
