import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatInstant, type Instant } from '../domain/instant.ts'
import type { Parts } from './parts.ts'
import type { Counts } from './report.ts'

/** The files of an import. */
export const FILES = ['catalogue.json', 'networks.json', 'scenario.yaml', 'REPORT.md'] as const

export interface Head {
  readonly baseUrl: string
  readonly present: Instant
  readonly organisation: { readonly balance: number; readonly currency: string }
  readonly account: {
    readonly organisation: { readonly name?: string | undefined } | undefined
    readonly groups?: unknown
  }
}

/**
 * Writes the files of an import, a record a line, and counts the records. Each appears when it is complete, the scenario
 * last. The scenario is written as JSON, which is YAML too: it is read much faster, and two of them compare line by line.
 */
export async function writeFiles(parts: Parts, out: string, head: Head): Promise<Counts> {
  const counts = { bundles: 0, countries: 0, inventory: 0, orders: 0, esims: 0 }
  await writeFile(out, 'catalogue.json', async (file) => {
    file.write('{"bundles":[')
    counts.bundles = await file.list(linesOf(parts, 'catalogue', 'unlisted'))
    file.write(`],"pageCount":1,"rows":${counts.bundles},"pageSize":${Math.max(1, counts.bundles)}}\n`)
  })
  await writeFile(out, 'networks.json', async (file) => {
    file.write('{"countryNetworks":[')
    counts.countries = await file.list(parts.lines('networks'))
    file.write(']}\n')
  })
  const { organisation, groups } = head.account
  await writeFile(out, 'scenario.yaml', async (file) => {
    const now = formatInstant(head.present)
    const withdrawn: string[] = []
    for await (const line of parts.lines('unlisted')) withdrawn.push((JSON.parse(line) as { name: string }).name)
    file.write(`{\n"description":${JSON.stringify(`An account as ${head.baseUrl} showed it until ${now}.`)},\n`)
    file.write(`"clock":${JSON.stringify({ now })},\n`)
    file.write(`"organisation":${JSON.stringify({ name: organisation?.name || 'Imported', ...head.organisation })},\n`)
    if (withdrawn.length > 0) {
      file.write(`"catalogue":${JSON.stringify(withdrawn.map((bundle) => ({ bundle, withdrawn: true })))},\n`)
    }
    file.write(`"account":{\n"organisation":${JSON.stringify(organisation ?? {})},\n`)
    if (groups !== undefined) file.write(`"groups":${JSON.stringify(groups)},\n`)
    for (const part of ['inventory', 'orders', 'esims'] as const) {
      file.write(`"${part}":[`)
      counts[part] = await file.list(parts.lines(part))
      file.write(part === 'esims' ? ']\n' : '],\n')
    }
    file.write('}\n}\n')
  })
  return counts
}

async function* linesOf(parts: Parts, ...names: readonly string[]): AsyncGenerator<string> {
  for (const name of names) yield* parts.lines(name)
}

interface OpenFile {
  readonly write: (text: string) => void
  /** Writes lines as the elements of a list, and returns their number. */
  readonly list: (lines: AsyncIterable<string>) => Promise<number>
}

/**
 * Writes a file under another name, and gives it its own when all of it is on the disk. Only its owner may read it: an account
 * may keep its identifiers. A file that cannot be written leaves nothing.
 */
export async function writeFile(out: string, name: string, work: (file: OpenFile) => Promise<void>): Promise<void> {
  const path = join(out, `.${name}.part`)
  rmSync(path, { force: true })
  const file = openSync(path, 'wx', 0o600)
  // On a disk that is nearly full a single write may take only a part of the text.
  const write = (text: string): void => writeFileSync(file, text)
  try {
    try {
      await work({
        write,
        list: async (lines) => {
          let count = 0
          for await (const line of lines) write(`${count++ === 0 ? '\n' : ',\n'}${line}`)
          if (count > 0) write('\n')
          return count
        },
      })
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(path, join(out, name))
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}
