import { logger } from "@medusajs/framework"
import { devDependencies, peerDependencies } from "../../package.json"
import {
  checkCoreVersion,
  SUPPORTED_MEDUSA_RANGE,
} from "../../src/utils/check-core-version"

describe("The version of core", () => {
  const warn = jest.spyOn(logger, "warn").mockImplementation(() => {})
  beforeEach(() => warn.mockClear())
  afterAll(() => warn.mockRestore())

  it.each(["2.12.5", "2.11.99", "2.8.4", "1.20.10"])(
    "is refused below the range, as %s, with what is missing",
    (found) => {
      expect(() => checkCoreVersion(found)).toThrow(
        expect.objectContaining({
          type: "not_allowed",
          message: expect.stringMatching(
            new RegExp(
              `Found Medusa ${found}; supported is \\^2\\.12\\.6\\. .* lacks @medusajs/framework/zod`
            )
          ),
        })
      )
    }
  )

  it.each(["3.0.0", "3.1.0-preview-1", "10.0.0"])(
    "is warned of above the range, as %s",
    (found) => {
      checkCoreVersion(found)
      expect(warn).toHaveBeenCalledTimes(1)
      expect(warn).toHaveBeenCalledWith(
        expect.stringContaining(
          `Found Medusa ${found}; supported is ${SUPPORTED_MEDUSA_RANGE}`
        )
      )
    }
  )

  it.each([
    "2.12.6",
    "2.12.10",
    "2.13.0",
    "2.12.6-preview-1",
    "2.99.0",
    devDependencies["@medusajs/medusa"],
  ])("is taken without a word within it, as %s", (found) => {
    expect(() => checkCoreVersion(found)).not.toThrow()
    expect(warn).not.toHaveBeenCalled()
  })

  it("has the range that package.json asks for", () => {
    for (const [name, range] of Object.entries(peerDependencies)) {
      // Its UI counts its versions by itself.
      if (name.startsWith("@medusajs/") && name !== "@medusajs/ui") {
        expect([name, range]).toEqual([name, SUPPORTED_MEDUSA_RANGE])
      }
    }
  })
})
