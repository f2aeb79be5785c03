import * as fs from "fs"
import * as path from "path"

const {
  LOCALAPPDATA,
  PROGRAMFILES,
  "PROGRAMFILES(X86)": PROGRAMFILES_X86,
} = process.env

/** Where Playwright's channel `chrome` looks. */
const CHROME = [
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ...[LOCALAPPDATA, PROGRAMFILES, PROGRAMFILES_X86].flatMap((folder) =>
    folder ? path.join(folder, "Google/Chrome/Application/chrome.exe") : []
  ),
]

/** Where Debian, Ubuntu and macOS put it, then Chrome itself. */
const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...CHROME,
]

/** The browser of CHROMIUM_PATH, or one that the machine has; `null` without any. */
export const findChromium = (): string | null => {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH && !fs.existsSync(CHROMIUM_PATH)) {
    throw new Error(`Expected a browser at CHROMIUM_PATH, ${CHROMIUM_PATH}`)
  }
  return CHROMIUM_PATH || (USUAL_PLACES.find(fs.existsSync) ?? null)
}
