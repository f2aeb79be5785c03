// A suite boots a backend in its beforeAll, on a machine that may be busy.
jest.setTimeout(60_000)

const { listInvalidEvents } = require("../helpers/watch/event-contract")

// Every payload that any suite hears is as its JSON Schema says.
afterAll(() => expect(listInvalidEvents()).toEqual([]))
