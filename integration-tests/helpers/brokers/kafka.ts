import { spawn, spawnSync } from "child_process"
import * as readline from "readline"
import { waitFor } from "../watch/wait-for"
import type { Broker, BrokerMessage } from "./broker"

export const hasKcat = (): boolean => !spawnSync("kcat", ["-V"]).error

type Line = { key: string; payload: string }

/**
 * The cluster that librdkafka mocks for its own tests, within `kcat`, which also reads what
 * it is given: it speaks Kafka's protocol, and keeps a log for each partition.
 */
export const openKafka = async (topic: string): Promise<Broker> => {
  const cluster = spawn(
    "kcat",
    [
      // `-E`: it would end itself when it finds its cluster away for a while.
      ...["-C", "-E", "-t", topic, "-o", "beginning", "-J", "-u"],
      ...["-X", "test.mock.num.brokers=1", "-b", "mocked", "-d", "mock"],
    ],
    { stdio: ["ignore", "pipe", "pipe"] }
  )
  const gone = new Promise((resolve) => cluster.once("exit", resolve))
  const kill = () => cluster.kill("SIGKILL")
  process.once("exit", kill)
  let address: string | undefined
  readline.createInterface(cluster.stderr).on("line", (line) => {
    address ??= /bootstrap\.servers=(\S+)/.exec(line)?.[1]
  })
  const messages: BrokerMessage[] = []
  readline.createInterface(cluster.stdout).on("line", (line) => {
    const { key, payload } = JSON.parse(line) as Line
    const event = JSON.parse(payload)
    messages.push({ key, id: event.id, event })
  })
  await waitFor(() => address, { message: "the mock of a Kafka cluster" })
  return {
    consumer: "kafka",
    recipe: "kafka",
    env: { KAFKA_BROKERS: address!, KAFKA_TOPIC: topic },
    messages: () => messages,
    // It tells its clients its own address: a cable would be gone round.
    leave: () => void cluster.kill("SIGSTOP"),
    return: () => void cluster.kill("SIGCONT"),
    stop: async () => {
      process.off("exit", kill)
      kill()
      await gone
    },
  }
}
