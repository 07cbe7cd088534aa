import { mostMegabytes, residentMegabytes } from '../memory.ts'
import type { Server } from '../servers.ts'
import { type Act, BULK, exportInto, importOf, perform, RESET, RESTORE, SNAPSHOT } from './acts.ts'
import { call } from './client.ts'
import { flat, type Goal, most, unjudged } from './goals.ts'
import { megabytes, printRow } from './table.ts'

interface Row {
  readonly what: string
  readonly goal: Goal
  readonly unit?: (value: number) => string
}

const MEMORY: Readonly<Record<'memory' | 'file', Goal>> = {
  memory: { ...most(800), text: '<= 800 MB' },
  file: { ...most(200), text: '<= 200 MB' },
}

/** Measures what is done with a whole organisation, of each size in turn, and prints a row for each act. */
export async function measureActs(
  sizes: readonly number[],
  place: 'memory' | 'file',
  folder: string,
  start: (size: number) => Promise<Server>,
): Promise<void> {
  const rows = new Map<Row, number[]>()
  const refusals: string[] = []
  const named = new Map<string, Row>()
  const note = (what: string, goal: Goal, value: number, unit?: Row['unit']): void => {
    const row = named.get(what) ?? { what, goal, ...(unit ? { unit } : {}) }
    named.set(what, row)
    rows.set(row, [...(rows.get(row) ?? []), value])
  }
  for (const size of sizes) {
    const server = await start(size)
    const timed = async (what: string, act: Act, goal: Goal): Promise<void> => {
      const { status, milliseconds, text } = await perform(server.url, act)
      if (status >= 400) refusals.push(`${what}, ${size} eSIMs: ${status} ${text.trim()}`)
      note(what, goal, status < 400 ? milliseconds : Number.NaN)
    }
    try {
      if (place === 'file') note('start', STARTS, server.startMs)
      for (let time = 0; time < 20; time++) await call({ url: `${server.url}/v2.4/esims` })
      note('resident memory after some reads', MEMORY[place], residentMegabytes(server), megabytes)
      await timed('two acts on 1000 eSIMs', BULK, flat)
      await timed('a snapshot', SNAPSHOT, most(10_000))
      await timed('the same again', SNAPSHOT, most(10_000))
      await timed('a restore of it', RESTORE, unjudged)
      const document = await exportInto(folder, server.url)
      note('an export of the state, into a file', unjudged, document?.milliseconds ?? Number.NaN)
      note('the most memory so far', unjudged, mostMegabytes(server), megabytes)
      if (document) await timed('an import of it', importOf(document.file), unjudged)
      else note('an import of it', unjudged, Number.NaN)
      note('the most memory with the import', unjudged, mostMegabytes(server), megabytes)
      await timed('a reset', RESET, most(1_000))
      note('resident memory after all that', unjudged, residentMegabytes(server), megabytes)
    } finally {
      await server.stop()
    }
  }
  for (const [{ what, goal, unit }, values] of rows) printRow(what, values, goal, unit)
  for (const refusal of refusals) console.log(`  refused: ${refusal}`)
}

/** A file of any size starts in the time of a small one. */
const STARTS: Goal = {
  text: '<= 1.3x',
  met: (values) => (values.at(-1) ?? Number.NaN) <= 1.3 * (values[0] ?? Number.NaN),
}
