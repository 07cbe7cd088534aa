import { existsSync } from 'node:fs'

/** The paths of Chromium, which tests and screenshots need, on usual systems. */
export const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
] as const

/** The browser of this machine, if it has one; `CHROMIUM_PATH` names another. */
export const findChromium = (): string | undefined =>
  [process.env.CHROMIUM_PATH, ...CHROMIUM_PLACES].find((path) => path !== undefined && path !== '' && existsSync(path))
