import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ORDER } from '../purchase.ts'
import type { Server } from '../servers.ts'
import { type Act, EXPORT, exportInto, importOf, perform, RESET, RESTORE, SNAPSHOT } from './acts.ts'
import { busyMs } from './busy.ts'
import { type Answered, call } from './client.ts'
import { longestPause } from './pauses.ts'
import { READER, type Watched, watchReads } from './watch.ts'
import { plansOf, worldOf } from './world.ts'

const PLANS = 50_000
const ESIMS = 100_000
const ITEM = 'esim_1GB_7D_FR_V2'

/** Something that one organisation does while another reads. */
interface Contest {
  readonly what: string
  readonly world: () => Promise<string>
  /** What has to be there first; it returns the act, or nothing where the act cannot be done. */
  readonly prepare?: (server: Server, folder: string) => Promise<Act | undefined>
  readonly act?: Act
  readonly goal: ContestGoal
}

interface Measured extends Watched {
  /** How many times as long the act took as it does alone. */
  readonly factor: number
  /** The longest time that the thread was busy at one stretch, as the processor counts it. */
  readonly pause: number
}

interface ContestGoal {
  readonly text: string
  readonly met: (measured: Measured) => boolean
}

/** Nothing large holds the thread for longer than this. */
const short: ContestGoal = { text: 'pause <= 50 ms', met: ({ pause }) => pause <= 50 }

const world = (): Promise<string> => worldOf(ESIMS)
const smallWorld = (): Promise<string> => worldOf(1_000)

const order = (quantity: number): Act => ({
  method: 'POST',
  path: '/v2.4/orders',
  body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: ITEM, quantity }] },
})

const rows = (path: string): Act => ({ method: 'GET', path: `${path}limit=10000` })

interface Ordered {
  readonly orderReference: string
  readonly order: readonly { readonly iccids: readonly string[] }[]
}

async function place(server: Server, quantity: number): Promise<Ordered> {
  const { text } = await call(
    { url: `${server.url}/v2.4/orders`, ...order(quantity), body: bodyOf(order(quantity)) },
    true,
  )
  return JSON.parse(text) as Ordered
}

const orderOf = async (server: Server, quantity: number): Promise<string> =>
  (await place(server, quantity)).orderReference

const orderedLine = async (server: Server, quantity: number): Promise<Ordered['order'][number]> =>
  (await place(server, quantity)).order[0] ?? { iccids: [] }

const bodyOf = ({ body }: Act): string => JSON.stringify(body)

const CONTESTS: readonly Contest[] = [
  {
    what: `30 days of ${PLANS} usage plans`,
    world: () => plansOf(PLANS),
    act: { method: 'POST', path: '/_emulator/clock/advance', body: { by: '30d' } },
    goal: { text: 'p99 <= 25 ms, A <= 1.3x', met: ({ p99, factor }) => p99 <= 25 && factor <= 1.3 },
  },
  { what: 'an order of 10000 units', world: smallWorld, act: order(10_000), goal: short },
  { what: 'an order of 500 units', world: smallWorld, act: order(500), goal: short },
  {
    what: 'an order for 10000 named eSIMs',
    world: smallWorld,
    prepare: async (server) => {
      const { iccids } = await orderedLine(server, 10_000)
      return {
        method: 'POST',
        path: '/v2.4/orders',
        body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: ITEM, quantity: 10_000, iccids }] },
      }
    },
    goal: short,
  },
  {
    what: 'an apply of 10000 units',
    world: smallWorld,
    prepare: async (server) => {
      const { body } = order(10_000)
      await perform(server.url, { ...order(10_000), body: { ...(body as object), assign: false } })
      return { method: 'POST', path: '/v2.4/esims/apply', body: { name: ITEM, repeat: 10_000 } }
    },
    goal: short,
  },
  {
    what: '10000 eSIMs that are created',
    world: smallWorld,
    act: { method: 'POST', path: '/_emulator/esims', body: { count: 10_000 } },
    goal: short,
  },
  {
    what: `other usage thresholds of ${PLANS} usage plans`,
    world: () => plansOf(PLANS),
    act: { method: 'PATCH', path: '/_emulator/organisation', body: { usageThresholds: [10, 90] } },
    goal: short,
  },
  {
    what: `acts on ${ESIMS} eSIMs`,
    world,
    act: {
      method: 'POST',
      path: '/_emulator/esims/bulk',
      body: { match: {}, acts: [{ install: {} }, { attach: { country: 'GB' } }, { use: { amount: '1MB' } }] },
    },
    goal: short,
  },
  { what: 'all callbacks forgotten', world, act: { method: 'DELETE', path: '/_emulator/callbacks' }, goal: short },
  {
    what: `a search of ${ESIMS} eSIMs`,
    world,
    act: { method: 'GET', path: '/v2.4/esims?filterBy=iccid&filter=89' },
    goal: short,
  },
  {
    what: 'a scenario of 10000 eSIMs',
    world: smallWorld,
    act: {
      method: 'POST',
      path: '/_emulator/reset',
      body: { scenario: { name: 'large', esims: [{ count: 10_000, bundles: [{ bundle: ITEM }] }] } },
    },
    goal: short,
  },
  {
    what: `a state document of ${ESIMS} eSIMs`,
    world,
    prepare: async (server, folder) => {
      const document = await exportInto(folder, server.url)
      return document && importOf(document.file)
    },
    goal: short,
  },
  {
    what: 'a ZIP of 1000 QR codes',
    world: smallWorld,
    prepare: async (server) => ({ method: 'GET', path: `/v2.4/esims/qr/${await orderOf(server, 1_000)}` }),
    goal: short,
  },
  {
    what: 'a CSV of 10000 eSIMs',
    world: smallWorld,
    prepare: async (server) => ({
      method: 'GET',
      path: `/v2.4/esims/csv/${await orderOf(server, 10_000)}`,
    }),
    goal: short,
  },
  { what: `an export of ${ESIMS} eSIMs`, world, act: EXPORT, goal: short },
  { what: 'a snapshot of them', world, act: SNAPSHOT, goal: short },
  {
    what: 'a restore of them',
    world,
    prepare: async (server) => {
      const { status } = await perform(server.url, SNAPSHOT)
      return status < 400 ? RESTORE : undefined
    },
    goal: short,
  },
  { what: 'a reset of them', world, act: RESET, goal: short },
  { what: 'a list of 10000 eSIMs', world, act: rows('/_emulator/esims?'), goal: short },
  { what: 'a list of 10000 orders', world, act: rows('/v2.4/orders?includeIccids=true&'), goal: short },
  { what: 'a list of 10000 movements', world, act: rows('/_emulator/ledger?'), goal: short },
  { what: 'a list of 10000 callbacks', world, act: rows('/_emulator/callbacks?'), goal: short },
  { what: 'a list of 10000 events', world, act: rows('/_emulator/events?'), goal: short },
]

/** Starts a server with a world. It notes in the file `pauses` how long it is busy at a time. */
type Start = (world: string, pauses?: string) => Promise<Server>

/** How long a server that does nothing else is watched: what a read takes on this machine, at this hour. */
const QUIET_MS = 3_000

export interface FairnessOptions {
  readonly folder: string
  readonly start: Start
  readonly pattern: RegExp
  /** The acts are timed by what the processor gave the server, the reads of B included. */
  readonly countsBusy: boolean
}

/** Measures how long reads of one organisation wait for another, and prints a row for each thing that the other does. */
export async function measureFairness(options: FairnessOptions): Promise<void> {
  const { folder, start, pattern } = options
  print(['while A does', 'A alone', 'A together', 'factor', 'B median', 'B p99', 'B max', 'pause', 'target'])
  const pauses = join(folder, 'pauses')
  const quiet = await start(await smallWorld(), pauses)
  try {
    await openReader(quiet)
    const from = Date.now()
    const watched = await watchReads(quiet.url, wait(QUIET_MS))
    print(['nothing', '', '', '', ...texts(watched), `${longestPause(pauses, from, Date.now()).toFixed(1)} ms`, ''])
  } finally {
    await quiet.stop()
  }
  for (const contest of CONTESTS) if (pattern.test(contest.what)) await run(contest, options)
}

async function run(contest: Contest, { folder, start, countsBusy }: FairnessOptions): Promise<void> {
  const { what, goal, prepare } = contest
  const file = await contest.world()
  const pauses = join(folder, 'pauses')
  const inNewServer = async <T>(work: (server: Server, act: Act) => Promise<T>): Promise<T | undefined> => {
    rmSync(pauses, { force: true })
    const server = await start(file, pauses)
    try {
      await openReader(server)
      const act = prepare ? await prepare(server, folder) : contest.act
      return act && (await work(server, act))
    } finally {
      await server.stop()
    }
  }
  const timed = async (server: Server, act: Act): Promise<Answered> => {
    const before = busyMs(server)
    const answered = await perform(server.url, act)
    return countsBusy ? { ...answered, milliseconds: busyMs(server) - before } : answered
  }
  const alone = await inNewServer(timed)
  const together = await inNewServer(async (server, act) => {
    const from = Date.now()
    const done = timed(server, act)
    const watched = await watchReads(server.url, done)
    return { watched, answered: await done, pause: longestPause(pauses, from, Date.now()) }
  })
  const refused = [alone, together?.answered].find((each) => each === undefined || each.status >= 400)
  if (!alone || !together || refused) {
    print([what, '-', '-', '-', '-', '-', '-', '-', goal.text], 'MISSED')
    console.log(`  refused: ${refused?.status ?? 'before it'} ${refused?.text.trim() ?? ''}`)
    return
  }
  const factor = together.answered.milliseconds / alone.milliseconds
  print(
    [
      what,
      `${alone.milliseconds.toFixed(0)} ms`,
      `${together.answered.milliseconds.toFixed(0)} ms`,
      `${factor.toFixed(2)}x`,
      ...texts(together.watched),
      `${together.pause.toFixed(1)} ms`,
      goal.text,
    ],
    goal.met({ ...together.watched, factor, pause: together.pause }) ? 'met' : 'MISSED',
  )
}

/** The organisation that reads, with some eSIMs to read. */
async function openReader({ url }: Server): Promise<void> {
  const buy = () => call({ method: 'POST', url: `${url}/v2.4/orders`, apiKey: READER, body: ORDER })
  for (let orders = 0; orders < 20; orders++) await buy()
  for (let reads = 0; reads < 200; reads++) await call({ url: `${url}/v2.4/esims?perPage=10`, apiKey: READER })
}

const texts = ({ median, p99, max }: Watched): string[] => [median, p99, max].map((value) => `${value.toFixed(1)} ms`)

const WIDTHS = [36, 11, 11, 9, 11, 11, 11, 11, 25]

const print = (cells: readonly string[], verdict = ''): void =>
  console.log(
    `${cells.map((cell, index) => (index === 0 ? cell.padEnd(36) : cell.padStart(WIDTHS[index] ?? 0))).join('')}  ${verdict}`.trimEnd(),
  )
