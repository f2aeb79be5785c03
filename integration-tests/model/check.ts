import * as fc from "fast-check"
import type { Backend } from "../helpers/backend"
import { command, play, type Command } from "./commands"
import { findViolations, settleAll } from "./rules"
import { createWorld } from "./world"

const SEQUENCE_LENGTH = 25

export type Report = {
  commands: number
  violations: string[]
  seed: number
}

/**
 * Plays random sequences of commands against a real backend, and holds every order to
 * the contract after each. Sequences follow each other in one database: what an earlier
 * one has left must not trouble a later one either.
 */
export const checkModel = async (
  databaseUrl: string,
  backend: Backend,
  commandCount: number,
  seed = Date.now() % 2 ** 31,
  progress: (line: string) => void = () => {}
): Promise<Report> => {
  const world = await createWorld(databaseUrl, backend)
  const sequences = fc.sample(
    fc.array(command, {
      minLength: SEQUENCE_LENGTH,
      maxLength: SEQUENCE_LENGTH,
    }),
    { numRuns: Math.ceil(commandCount / SEQUENCE_LENGTH), seed }
  )
  const violations = new Set<string>()
  let commands = 0
  try {
    for (const sequence of sequences) {
      world.sales = []
      await playAll(sequence)
      await settleAll(world)
      for (const violation of await findViolations(world)) {
        if (!violations.has(violation)) {
          progress(`${violation}, after ${JSON.stringify(sequence)}`)
        }
        violations.add(violation)
      }
      progress(`${commands} commands, ${violations.size} violations`)
    }
    return { commands, violations: [...violations], seed }
  } finally {
    world.close()
  }

  async function playAll(sequence: Command[]) {
    for (const step of sequence) {
      await play(world, step)
      commands++
    }
  }
}
