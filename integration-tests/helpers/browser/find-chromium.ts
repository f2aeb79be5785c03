import * as fs from "fs"

/** Where Debian, Ubuntu, macOS and Chrome's own packages put it. */
const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]

/** The browser of CHROMIUM_PATH, or one that the machine has; `null` without any. */
export const findChromium = (): string | null => {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH && !fs.existsSync(CHROMIUM_PATH)) {
    throw new Error(`Expected a browser at CHROMIUM_PATH, ${CHROMIUM_PATH}`)
  }
  return CHROMIUM_PATH || (USUAL_PLACES.find(fs.existsSync) ?? null)
}
