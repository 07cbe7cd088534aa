import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SCHEMA } from '../../src/state/engine/schema.ts'
import { BUNDLE_PHRASES, PHRASES, WORDS } from '../../src/state/engine/stored-words.ts'
import { multiply } from './multiply.ts'
import { makePlans } from './plans.ts'
import { makeTemplate, TEMPLATE_ESIMS } from './template.ts'

const FOLDER = join(tmpdir(), 'esim-go-emulator-worlds')

/** What the content of a world follows from. */
const KEY = createHash('sha256')
  .update(SCHEMA)
  .update(JSON.stringify([WORDS, PHRASES, BUNDLE_PHRASES]))
  .update(readFileSync(fileURLToPath(new URL('./template.ts', import.meta.url))))
  .update(readFileSync(fileURLToPath(new URL('./multiply.ts', import.meta.url))))
  .digest('hex')
  .slice(0, 12)

/**
 * A file with an organisation of so many eSIMs, a multiple of 1,000. It is made once, kept in the folder for temporary files
 * and not to be written: take a copy.
 */
export async function worldOf(esims: number): Promise<string> {
  if (esims < TEMPLATE_ESIMS || esims % TEMPLATE_ESIMS !== 0) throw new Error(`${esims} is no multiple of 1000`)
  return madeOnce(`${esims}`, async (file) => {
    if (esims === TEMPLATE_ESIMS) return makeTemplate(file)
    copyFileSync(await worldOf(TEMPLATE_ESIMS), file)
    multiply(file, esims / TEMPLATE_ESIMS)
  })
}

/** The same of an organisation whose eSIMs have usage plans. */
export const plansOf = (esims: number): Promise<string> => madeOnce(`plans-${esims}`, (file) => makePlans(file, esims))

async function madeOnce(name: string, make: (file: string) => Promise<void>): Promise<string> {
  mkdirSync(FOLDER, { recursive: true })
  const file = join(FOLDER, `${KEY}-${name}.db`)
  if (existsSync(file)) return file
  const unfinished = `${file}.${process.pid}`
  await make(unfinished)
  renameSync(unfinished, file)
  return file
}
