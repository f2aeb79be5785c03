import { Client } from "pg"

/** Runs `fn` on a connection of its own, closed afterwards. */
export const withClient = async <T>(
  url: string,
  fn: (client: Client) => Promise<T>
): Promise<T> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await fn(client)
  } finally {
    await client.end()
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
