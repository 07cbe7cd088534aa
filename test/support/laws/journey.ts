import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { groupBy } from '../../../src/domain/group-by.ts'
import type { Emulator, EmulatorOptions } from '../../../src/emulator.ts'
import type { Row } from '../../../src/state/engine/database.ts'
import { openTestEmulator, type TestEmulator } from '../emulator.ts'
import { createReceiver, RECEIVER_URL, type Received } from '../receiver.ts'
import { dumpTables, watchDatabase } from '../tables.ts'
import { buyEsim, observe } from '../trade.ts'
import { gap, runTravel, type Travel, travel } from '../travel.ts'
import { settle, TestSystemClock, watch } from '../wall.ts'

/** What happens, each after a gap in milliseconds. */
export type Journey = readonly { readonly gap: number; readonly step: Travel }[]

/**
 * How a journey is gone through: on a clock that is moved, or on one that runs and whose alarms ring, or do not since the
 * machine sleeps. A cut is where a gap is broken, as a part of it.
 */
export interface Way {
  readonly mode: 'manual' | 'event by event' | 'auto' | 'asleep'
  readonly rate: number
  readonly cuts: readonly number[]
  /** At which of all the stops the file is closed and opened again; none is a database in memory. */
  readonly reopen: 'never' | 'at every stop' | 'at every third stop'
  /** At which stop a database in memory goes on in a temporary file, as a large one does. */
  readonly outgrowsMemoryAt: number | null
  /** How much long work does at a time. */
  readonly turns: 'all at once' | 'an event each'
  /** Whether everything that can be read is read at every stop. */
  readonly reads: boolean
  /** Who calls while the clock is advanced. */
  readonly meanwhile: 'nobody' | 'it reads itself' | 'another reads' | 'another buys'
}

export const AT_ONCE: Way = {
  mode: 'manual',
  rate: 1,
  cuts: [],
  reopen: 'never',
  outgrowsMemoryAt: null,
  turns: 'all at once',
  reads: false,
  meanwhile: 'nobody',
}

const OTHER = 'another-key'

/** The number of the organisation that goes through a journey. */
const FIRST = 1

const START = Date.UTC(2026, 0, 1)

/** Answers by the bytes and by how often they came: at once, after one or two failures, or never. */
function answer({ body }: { readonly body: string }, tries: number): number {
  const failures = [...body].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_009, 7) % 5
  if (failures === 4) throw new TypeError('no connection')
  return tries > failures ? 200 : 503
}

async function go(
  journey: Journey,
  way: Way,
  settings: object,
): Promise<{ readonly answers: unknown; readonly [part: string]: unknown }> {
  const folder = way.reopen === 'never' ? undefined : mkdtempSync(join(tmpdir(), 'esim-go-emulator-'))
  const wall = new TestSystemClock()
  if (way.turns === 'an event each') wall.uptimeStep = 60_000
  const receiver = createReceiver(answer)
  let stops = 0
  const options: EmulatorOptions = {
    wall,
    clock: way.mode === 'auto' || way.mode === 'asleep' ? 'auto' : 'manual',
    rate: way.rate,
    start: new Date(START).toISOString(),
    callbackUrl: RECEIVER_URL,
    callbackFetch: receiver.fetch,
    ...(folder === undefined ? {} : { db: join(folder, 'state.db') }),
  }
  const open = () => watchDatabase(() => openTestEmulator(options))
  let { opened, database } = await open()

  const stop = async () => {
    stops += 1
    if (stops === way.outgrowsMemoryAt) database.mostInMemory = 0
    if (way.reads) await readAll(opened)
    const reopens = way.reopen === 'at every stop' || (way.reopen === 'at every third stop' && stops % 3 === 0)
    if (!reopens) return
    await opened.close()
    ;({ opened, database } = await open())
    await settle()
  }

  const wait = async (milliseconds: number) => {
    if (way.mode === 'auto') await wall.pass(milliseconds / way.rate)
    else if (way.mode === 'asleep') wall.jump(milliseconds / way.rate)
    else await callUntil(advance(opened.emulator, milliseconds, way.mode === 'event by event'), opened, way.meanwhile)
    await stop()
  }

  try {
    await opened.emulator.settings.change(settings)
    const answers: unknown[] = []
    for (const { gap, step } of journey) {
      let left = gap
      for (const cut of way.cuts) {
        const part = Math.floor(left * cut)
        await wait(part)
        left -= part
      }
      await wait(left)
      answers.push(await runTravel(opened.api, opened.emulator, step))
      await settle()
    }
    await wait(400 * 86_400_000)
    const { now } = await opened.emulator.clock.get()
    await settle()
    return { now, answers, deliveries: byEsim(receiver.received), tables: withoutOther(dumpTables(database)) }
  } finally {
    await opened.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

async function advance({ clock }: Emulator, milliseconds: number, byEvents: boolean): Promise<void> {
  const { now } = await clock.get()
  const to = new Date(Date.parse(now) + milliseconds).toISOString()
  if (byEvents) {
    for (
      let next = await clock.get();
      next.nextEvent && Date.parse(next.nextEvent.at) <= Date.parse(to);
      next = await clock.get()
    ) {
      await clock.advance({ toNextEvent: true })
    }
  }
  await clock.advance({ to })
}

/** Makes a call in each round of the event loop until an advance is over. */
async function callUntil(advance: Promise<void>, { api }: TestEmulator, meanwhile: Way['meanwhile']): Promise<void> {
  const advanced = watch(advance)
  const other = api.as(OTHER)
  while (meanwhile !== 'nobody' && !advanced.isOver()) {
    if (meanwhile === 'another buys') await buyEsim(other)
    else await (meanwhile === 'it reads itself' ? api : other).get('/esims?perPage=10')
    await settle()
  }
  await advance
}

/** Leaves out the rows of another organisation, which is opened after the one that goes through the journey. */
const withoutOther = (tables: Record<string, Row[]>): Record<string, Row[]> =>
  Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows.filter((row) => (table === 'organisations' ? row.id : (row.organisation_id ?? FIRST)) === FIRST),
    ]),
  )

/** What was sent, by the eSIM it is about: between two eSIMs there is no order. */
const byEsim = (received: readonly Received[]) =>
  Object.fromEntries(groupBy(received, ({ body }) => String(JSON.parse(body).iccid)))

async function readAll({ api, emulator }: TestEmulator): Promise<void> {
  await observe(api)
  await emulator.clock.get()
  await emulator.clock.events()
  await emulator.callbacks.list()
}

/** Answers without the statuses of the callbacks that they tell of. */
const withoutStatuses = (answers: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answers, (name, value) =>
      name === 'callbacks' && Array.isArray(value) ? value.map(({ status: _, ...callback }) => callback) : value,
    ) ?? 'null',
  )

export const journeys: fc.Arbitrary<Journey> = fc.array(fc.record({ gap, step: travel }), {
  minLength: 3,
  maxLength: 10,
})

export const settings: fc.Arbitrary<object> = fc.record({
  processingDelay: fc.constantFrom(0, 0, 120_000),
  usage: fc.constantFrom(null, null, { profile: 'steady' as const }),
  autoInstallAfter: fc.constantFrom(null, null, 3_120_000),
  callbackRetries: fc.constantFrom(2, 0, 5),
})

export const ways: fc.Arbitrary<Way> = fc.record({
  mode: fc.constantFrom('manual', 'event by event', 'auto', 'asleep'),
  rate: fc.constantFrom(1, 4, 0.25),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
  reopen: fc.constantFrom('never', 'never', 'at every stop', 'at every third stop'),
  outgrowsMemoryAt: fc.option(fc.integer({ min: 1, max: 5 })),
  turns: fc.constantFrom('all at once', 'an event each'),
  reads: fc.boolean(),
  meanwhile: fc.constantFrom('nobody', 'it reads itself', 'another reads', 'another buys'),
})

/**
 * The law of time: however it is cut up, the same things happen at the same instants. Goes through a journey the given way
 * and at once, and returns what came of each; the law is that they are equal.
 */
export async function goBothWays(journey: Journey, way: Way, changes: object): Promise<[unknown, unknown]> {
  // What falls due while the machine sleeps is tried when it wakes, and so is what fails then tried again later.
  const chosen = way.mode === 'asleep' ? { ...changes, callbackRetries: 0 } : changes
  // A use of data then answers while what was due before it is still on its way, so how far its own callbacks have
  // come is the one thing that may differ: they wait in line.
  const told = way.mode === 'asleep' ? withoutStatuses : (answers: unknown) => answers
  const [pieces, whole] = [await go(journey, way, chosen), await go(journey, AT_ONCE, chosen)]
  return [
    { ...pieces, answers: told(pieces.answers) },
    { ...whole, answers: told(whole.answers) },
  ]
}
