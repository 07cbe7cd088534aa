/**
 * Measures the built emulator (dist/) with worlds of several sizes, in memory and in a file, and how long one organisation
 * waits for another. It judges nothing: the exit code is 0, and a goal that was missed says so in its row.
 *
 *   npm run bench:scale                       the tables of 1,000, 10,000 and 100,000 eSIMs
 *   npm run bench:scale -- 1000000            that size beside them
 *   npx tsx bench/scale.ts --sizes 1000,100000 --only lists --in memory --match esims
 *   npx tsx bench/scale.ts --only lists --busy
 *
 * On a machine that does other things too, `--busy` judges the lists, and how much longer A takes, by what the processor gave the
 * server.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureFairness } from './scale/fairness.ts'
import { measureActs } from './scale/measure-acts.ts'
import { measureReads } from './scale/measure-reads.ts'
import { measureOrganisations } from './scale/organisations.ts'
import { measurePauses } from './scale/pauses.ts'
import { printHead } from './scale/table.ts'
import { worldOf } from './scale/world.ts'
import { type Server, startEmulator } from './servers.ts'

const PARTS = ['lists', 'acts', 'fairness', 'pauses', 'organisations'] as const
type Part = (typeof PARTS)[number]

const PLACES = ['memory', 'file'] as const
type Place = (typeof PLACES)[number]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    only: { type: 'string', default: PARTS.join() },
    in: { type: 'string', default: PLACES.join() },
    match: { type: 'string', default: '' },
    busy: { type: 'boolean', default: false },
  },
})
const sizes = [...values.sizes.split(','), ...positionals].map(Number).sort((a, b) => a - b)
const parts = values.only.split(',') as Part[]
const places = values.in.split(',') as Place[]
const unknown = [...parts, ...places].find((name) => ![...PARTS, ...PLACES].includes(name))
if (unknown !== undefined) throw new Error(`there is no ${unknown}: --only ${PARTS.join()}, --in ${PLACES.join()}`)

const folder = mkdtempSync(join(tmpdir(), 'esim-go-emulator-scale-'))

/** An emulator that begins with what a file holds, which is not written. */
function startWith(world: string, place: Place, pauses?: string): Promise<Server> {
  if (place === 'memory') return startEmulator({ copyOf: world, pauses })
  const db = join(folder, basename(world))
  copyFileSync(world, db)
  for (const beside of ['-wal', '-shm']) rmSync(`${db}${beside}`, { force: true })
  return startEmulator({ db, pauses })
}

const startWorld = async (size: number, place: Place): Promise<Server> => startWith(await worldOf(size), place)

const nameOf = (place: Place): string => (place === 'file' ? 'a file' : 'memory')
const pattern = new RegExp(values.match)

console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}`)
try {
  if (parts.includes('lists')) {
    for (const place of places) {
      printHead(`Reads${values.busy ? ', as the processor counts them' : ''}, in ${nameOf(place)}`, sizes)
      const servers: Server[] = []
      try {
        for (const size of sizes) servers.push(await startWorld(size, place))
        await measureReads(servers, { pattern, countsBusy: values.busy })
      } finally {
        for (const server of servers) await server.stop()
      }
    }
  }
  if (parts.includes('acts')) {
    for (const place of places) {
      printHead(`With a whole organisation, in ${nameOf(place)}`, sizes)
      await measureActs(sizes, place, folder, (size) => startWorld(size, place))
    }
  }
  if (parts.includes('fairness')) {
    for (const place of places) {
      console.log(`\nReads of B while A does something large, in ${nameOf(place)}`)
      const start = (world: string, pauses?: string) => startWith(world, place, pauses)
      await measureFairness({ folder, start, pattern, countsBusy: values.busy })
    }
  }
  if (parts.includes('pauses')) {
    const largest = sizes.at(-1) ?? 0
    for (const place of places) {
      const world = await worldOf(largest)
      await measurePauses(folder, largest, (pauses) => startWith(world, place, pauses), pattern)
    }
  }
  if (parts.includes('organisations')) {
    for (const place of places) {
      console.log(`\nIn ${nameOf(place)}:`)
      const db = join(folder, 'many.db')
      await measureOrganisations(
        () => startEmulator(place === 'file' ? { db } : {}, '--max-organisations', '20000'),
        place === 'file',
      )
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
