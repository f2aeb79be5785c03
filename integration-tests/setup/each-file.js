// A suite boots a backend in its beforeAll, on a machine that may be busy.
jest.setTimeout(60_000)
