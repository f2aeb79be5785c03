import { Client } from "pg"

/** How long a connection is kept for the next one to ask, in milliseconds. */
const KEEP_FOR = 500

/** By their database: whoever waits for a condition asks many times. */
const kept = new Map<string, Map<Client, NodeJS.Timeout>>()

const connect = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  // A database that is dropped or cut off ends what is kept; a query says so itself.
  client.on("error", () => kept.get(url)?.delete(client))
  await client.connect()
  return client
}

const takeKept = (url: string): Client | undefined => {
  const [[client, timer] = []] = kept.get(url) ?? []
  if (client) {
    clearTimeout(timer)
    kept.get(url)!.delete(client)
  }
  return client
}

const keep = (url: string, client: Client): void => {
  const others = kept.get(url) ?? new Map<Client, NodeJS.Timeout>()
  const end = () => {
    others.delete(client)
    void client.end()
  }
  kept.set(url, others.set(client, setTimeout(end, KEEP_FOR)))
}

/** Runs `fn` on a connection that nobody else has, and that nobody has left anything in. */
export const withClient = async <T>(
  url: string,
  fn: (client: Client) => Promise<T>
): Promise<T> => {
  const client = takeKept(url) ?? (await connect(url))
  let isClean = false
  try {
    const result = await fn(client)
    // Refused within a transaction, which is to end here.
    isClean = await client.query("discard all").then(
      () => true,
      () => false
    )
    return result
  } finally {
    if (isClean) {
      keep(url, client)
    } else {
      await client.end()
    }
  }
}

/** Returns the new database's URL. From `template`, it is a copy of that one. */
export const createDatabase = async (
  serverUrl: string,
  name: string,
  template?: string
): Promise<string> => {
  await withClient(`${serverUrl}/postgres`, async (client) => {
    const from = template
      ? ` template ${client.escapeIdentifier(template)}`
      : ""
    await client.query(
      `create database ${client.escapeIdentifier(name)}${from}`
    )
  })
  return `${serverUrl}/${name}`
}

/** Ends whatever connections are left: a backend under test may hang on them. */
export const dropDatabase = async (
  serverUrl: string,
  name: string
): Promise<void> => {
  await withClient(`${serverUrl}/postgres`, async (client) => {
    const database = client.escapeIdentifier(name)
    await client.query(`drop database if exists ${database} with (force)`)
  })
}

export const listDatabases = async (
  serverUrl: string,
  prefix: string
): Promise<string[]> =>
  await withClient(`${serverUrl}/postgres`, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, $1)",
      [prefix]
    )
    return rows.map(({ datname }) => datname)
  })
