import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Beside the built code, or, when the sources run, in the folder that a build writes to. */
export function fixturesPath(): string {
  const candidates = ['./fixtures.db', '../dist/fixtures.db'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (!found) throw new Error('the catalogue is missing: run `npm run build` once')
  return found
}
