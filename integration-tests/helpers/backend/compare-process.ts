import "./quiet"
import compare from "../../../src/scripts/compare"
import { startApp } from "./app"

/**
 * Runs the compare script in a process of its own, on a backend of its own, so that its
 * memory is nobody else's: forked with the database's URL and the script's words, it sends
 * its figures and ends.
 */

export type CompareFigures = {
  exit_code: typeof process.exitCode
  /** That it computed and waited, without what other processes have taken of its core. */
  ms: number
  /** At its highest, above what the backend takes at rest. */
  memory_mb: number
}

const SAMPLE_EVERY_MS = 20
const MB = 1024 * 1024

const measure = async (databaseUrl: string, args: string[]) => {
  const { container, stop } = await startApp({ databaseUrl })
  try {
    // What is in use, rather than what the collector has not got round to.
    global.gc!()
    const idle = process.memoryUsage.rss()
    let peak = idle
    const sample = () => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    const sampling = setInterval(sample, SAMPLE_EVERY_MS)
    const cpu = process.cpuUsage()
    const loop = performance.eventLoopUtilization()
    await compare({ container, args })
    const { user, system } = process.cpuUsage(cpu)
    const { idle: waited } = performance.eventLoopUtilization(loop)
    const ms = (user + system) / 1000 + waited
    clearInterval(sampling)
    sample()
    return {
      exit_code: process.exitCode,
      ms,
      memory_mb: (peak - idle) / MB,
    }
  } finally {
    await stop()
  }
}

if (require.main === module) {
  const [databaseUrl, ...args] = process.argv.slice(2)
  void measure(databaseUrl!, args).then(
    (figures) => process.send!(figures, () => process.exit(0)),
    (error) => process.send!({ error: error.stack }, () => process.exit(2))
  )
}
