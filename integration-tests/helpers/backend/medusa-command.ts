import { spawn } from "child_process"
import * as path from "path"
import { freePort } from "./processes"
import { waitFor } from "../watch/wait-for"

/** How long a busy machine may take to boot a backend, in milliseconds. */
const BOOT_TIME = 120_000

export type CommandOptions = {
  /** The folder of the backend, with its `medusa-config.ts`. */
  cwd: string
  env: Record<string, string | undefined>
}

export type MedusaCommand = {
  /** What it has printed so far, on both streams. */
  output(): string
  /** Resolves with the exit code, or null after a signal. */
  exited: Promise<number | null>
  end(signal?: NodeJS.Signals): Promise<void>
}

/** Starts `npx medusa <args>` of the backend in `cwd`, as a process of its own. */
export const spawnMedusa = (
  args: string[],
  { cwd, env }: CommandOptions
): MedusaCommand => {
  const cli = path.join(cwd, "node_modules/@medusajs/cli/cli.js")
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: {
      ...process.env,
      // Jest's own would make Medusa behave, and log, in another way.
      NODE_ENV: "development",
      NODE_OPTIONS: undefined,
      MEDUSA_DISABLE_TELEMETRY: "true",
      LOG_LEVEL: "info",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on("data", collect)
  child.stderr.on("data", collect)
  const exited = new Promise<number | null>((resolve) =>
    child.once("close", resolve)
  )
  const kill = () => child.kill("SIGKILL")
  process.once("exit", kill)
  void exited.then(() => process.off("exit", kill))

  return {
    output: () => output,
    exited,
    end: async (signal = "SIGTERM") => {
      child.kill(signal)
      await exited
    },
  }
}

/** Runs it to its end; throws with all that it printed unless that is a good one. */
export const runMedusa = async (
  args: string[],
  options: CommandOptions
): Promise<string> => {
  const command = spawnMedusa(args, options)
  const code = await command.exited
  if (code !== 0) {
    throw new Error(
      `medusa ${args.join(" ")} ended with ${code}:\n${command.output()}`
    )
  }
  return command.output()
}

/** `medusa start` on a free port; resolves once it answers. */
export const startMedusa = async (
  options: CommandOptions
): Promise<MedusaCommand & { url: string }> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const args = ["start", "--types=false", "--host=127.0.0.1", `--port=${port}`]
  const command = spawnMedusa(args, options)
  let code: number | null | undefined
  void command.exited.then((exitCode) => (code = exitCode))

  const answers = async () =>
    await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false
    )
  await waitFor(async () => code !== undefined || (await answers()), {
    timeout: BOOT_TIME,
    message: () => `medusa start to answer:\n${command.output()}`,
  })
  if (code !== undefined) {
    throw new Error(`medusa start ended with ${code}:\n${command.output()}`)
  }
  return { ...command, url }
}
