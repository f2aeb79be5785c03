import "../helpers/backend/quiet"
import { fork } from "child_process"
import { run as brokers } from "./brokers"
import { run as completeCart } from "./complete-cart"
import { run as growth } from "./growth"
import { run as latency } from "./latency"
import { run as memory } from "./memory"
import { run as neighbours } from "./neighbours"
import type { Part, PartFigures, PartName, PartOptions } from "./parts"
import { run as relay } from "./relay"
import { run as saturation } from "./saturation"
import { run as settles } from "./settles"
import { run as space } from "./space"
import { run as webhookDeliveries } from "./webhook-deliveries"
import { run as webhookLatency } from "./webhook-latency"

const PARTS: { [Name in PartName]: Part<Name> } = {
  brokers,
  "complete-cart": completeCart,
  growth,
  latency,
  memory,
  neighbours,
  relay,
  saturation,
  settles,
  space,
  "webhook-deliveries": webhookDeliveries,
  "webhook-latency": webhookLatency,
}

type Message<Name extends PartName> =
  { progress: string } | { figures: PartFigures[Name] } | { error: string }

/**
 * Runs a part in a process of its own: its backend is the first that the process boots,
 * and its memory is nobody else's.
 */
export const runPart = async <Name extends PartName>(
  name: Name,
  options: PartOptions,
  progress: (line: string) => void
): Promise<PartFigures[Name]> =>
  await new Promise((resolve, reject) => {
    const child = fork(__filename, [name, JSON.stringify(options)], {
      execArgv: ["--expose-gc", "--no-deprecation", "-r", "ts-node/register"],
      // Standard output is the report's.
      stdio: ["ignore", process.stderr, process.stderr, "ipc"],
    })
    child.on("message", (message: Message<Name>) => {
      if ("progress" in message) {
        progress(message.progress)
      } else if ("figures" in message) {
        // A later part that fails costs nobody these.
        progress(`${name}: ${JSON.stringify(message.figures)}`)
        resolve(message.figures)
      } else {
        reject(new Error(`The part ${name} failed: ${message.error}`))
      }
    })
    child.once("error", reject)
    child.once("exit", (code, signal) =>
      reject(new Error(`The part ${name} ended early: ${signal ?? code}`))
    )
  })

const main = async (name: PartName, options: PartOptions) => {
  const send = (message: Message<PartName>) => process.send!(message)
  try {
    const progress = (line: string) => void send({ progress: line })
    send({ figures: await PARTS[name](options, progress) })
  } catch (error) {
    send({ error: (error as Error).stack! })
  } finally {
    process.disconnect()
  }
}

if (require.main === module) {
  // The bench is gone: nobody would read the figures.
  process.once("disconnect", () => process.exit())
  const [name, options] = process.argv.slice(2)
  void main(name as PartName, JSON.parse(options!))
}
