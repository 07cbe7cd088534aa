import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { Side } from '../../src/drift/ask.ts'
import { parseScenario } from '../../src/fixtures/parse-scenario.ts'
import type { Scenario } from '../../src/fixtures/scenarios.ts'
import { type ImportOptions, type ImportResult, importAccount } from '../../src/import/import.ts'

/** The present of every account in these tests, where the clocks of their emulators stand. */
export const AT = Date.parse('2026-01-01T00:00:00Z')

/** A folder of the test's own, removed when the test is over. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder for all tests of a file. */
export function makeFolderOfFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A service to import from, whose waits take no time and are summed up. */
export function sideOf(fetch: Side['fetch'], more: Partial<Side> = {}): Side {
  let now = 0
  const pause = async (milliseconds: number): Promise<void> => {
    now += milliseconds
  }
  return { baseUrl: 'http://emulator/v2.4', apiKey: 'test-key', fetch, now: () => now, pause, ...more }
}

/** Imports an account into a folder. */
export async function importFrom(
  side: Side,
  options: Partial<ImportOptions> = {},
): Promise<ImportResult & { readonly out: string }> {
  const out = options.out ?? makeFolder()
  return { ...(await importAccount({ side, at: AT, ...options, out })), out }
}

export const readImport = (out: string): Scenario =>
  parseScenario(readFileSync(join(out, 'scenario.yaml'), 'utf8'), 'scenario.yaml')

export const readIn = (out: string, file: string): string => readFileSync(join(out, file), 'utf8')
