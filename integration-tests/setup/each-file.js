const { takeInvalidEvents } = require("../helpers/watch/event-contract")

// Every payload that any suite hears is as its JSON Schema says.
afterAll(() => expect(takeInvalidEvents()).toEqual([]))
