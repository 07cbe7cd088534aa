import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { randomSequence } from '../../src/domain/random.ts'
import { createEmulator, DatabaseError, type Emulator, type EmulatorOptions } from '../../src/index.ts'
import { Database } from '../../src/state/engine/database.ts'
import { createFolder } from '../support/cli.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { buy, buyEsim, orderBody } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

vi.setConfig({ testTimeout: 30_000 })

/** The bytes of a file with rows in every table, closed in order. */
async function createFile(esims: number): Promise<Buffer> {
  const db = join(createFolder(), 'state.db')
  const { emulator, api, close } = await openTestEmulator({
    db,
    callbackUrl: 'http://127.0.0.1:9/',
    callbackFetch: refuse,
  })
  for (let esim = 0; esim < esims; esim++) await emulator.esims.use(await buyEsim(api), { megabytes: 600 })
  await buy(api, { quantity: 5 })
  await emulator.faults.add({ fault: { type: 'delay', delay: 0 }, match: { path: '/networks' } })
  await emulator.snapshots.take('before')
  await emulator.clock.advance('2d')
  await close()
  return readFileSync(db)
}

let made: Promise<Buffer> | undefined
/** Made once, and never changed. */
const soundBytes = (): Promise<Buffer> => {
  made ??= createFile(20)
  return made
}

const refuse = async (): Promise<Response> => new Response(null, { status: 500 })

/** A file of these bytes, but for what is done to them. */
async function copyFile(damage: (bytes: Buffer) => void = () => undefined): Promise<string> {
  const bytes = Buffer.from(await soundBytes())
  damage(bytes)
  const copy = join(createFolder(), 'copy.db')
  writeFileSync(copy, bytes)
  return copy
}

/** Some bytes, or a page or a half of one, that are not as they were. */
function damageAt(seed: number): (bytes: Buffer) => void {
  let position = 0
  const take = (count: number) => {
    position += count
    return position - count
  }
  const random = randomSequence(seed, take)
  return (bytes) => {
    const at = random.below(bytes.length)
    const [length = 1, fill] = [
      [1 + random.below(16), () => random.below(256)],
      [2_048, () => 0],
      [4_096, () => random.below(256)],
      [64, () => 0xff],
    ][random.below(4)] as [number, () => number]
    for (let index = at; index < Math.min(at + length, bytes.length); index++) bytes[index] = fill()
  }
}

const READS = [
  '/v2.4/organisation',
  '/v2.4/orders?limit=1000',
  '/v2.4/esims?perPage=100',
  '/v2.4/inventory',
  '/_emulator/clock',
  '/_emulator/events',
  '/_emulator/esims',
  '/_emulator/callbacks',
  '/_emulator/requests',
  '/_emulator/faults',
  '/_emulator/ledger',
  '/_emulator/state',
  '/_emulator/snapshots',
  '/_emulator/organisation',
]

/** Asks for everything, and does a few things: rejects with what is told of a damage. Statuses of the emulator's own failures. */
async function useAll(emulator: Emulator): Promise<string[]> {
  const failures: string[] = []
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { 'X-API-Key': emulator.apiKey }
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await emulator.fetch(new Request(`http://emulator${path}`, init))
    const text = await response.text()
    if (response.status >= 500) failures.push(`${method} ${path} ${response.status}`)
    return text
  }
  const texts = await Promise.all(READS.map((path) => ask('GET', path)))
  for (const { iccid } of JSON.parse(texts[6] ?? '{}').esims ?? []) {
    for (const part of ['', '/bundles?includeUsed=true', '/history', '/location'])
      await ask('GET', `/v2.4/esims/${iccid}${part}`)
    await ask('GET', `/_emulator/esims/${iccid}/timeline`)
  }
  await ask('POST', '/v2.4/orders', orderBody({ assign: true }))
  await ask('POST', '/_emulator/clock/advance', { by: '10d' })
  await ask('POST', '/_emulator/snapshots/before/restore', {})
  return failures
}

const QUIET: EmulatorOptions = { onFailure: () => undefined, callbackFetch: refuse }

/** What becomes of a file: what is told of it, at the start or later; or what fails though nothing was told. */
async function outcomeOf(db: string, options: EmulatorOptions = {}): Promise<'told' | string[]> {
  let emulator: Emulator | undefined
  try {
    emulator = await createEmulator({ db, ...QUIET, ...options })
    return await useAll(emulator)
  } catch (error) {
    if (error instanceof DatabaseError) return 'told'
    throw error
  } finally {
    await emulator?.close()
  }
}

test('a file that is sound is opened, and answers', async () => {
  expect(await outcomeOf(await copyFile())).toEqual([])
  expect(await outcomeOf(await copyFile(), { checkFile: true })).toEqual([])
})

test.each(Array.from({ length: 12 }, (_, batch) => batch))(
  'of ten files damaged at random (%i) each is told of, or answers right',
  async (batch) => {
    for (let seed = batch * 10; seed < batch * 10 + 10; seed++) {
      const outcome = await outcomeOf(await copyFile(damageAt(seed)))
      expect([seed, outcome]).toEqual([seed, outcome === 'told' ? 'told' : []])
    }
  },
)

test('most of them are told of at the start', async () => {
  const starts = await Promise.all(
    Array.from({ length: 120 }, async (_, seed) =>
      createEmulator({ db: await copyFile(damageAt(seed)), ...QUIET }).then(
        (emulator) => emulator.close().then(() => 'started'),
        () => 'told',
      ),
    ),
  )
  expect(starts.filter((start) => start === 'told').length).toBeGreaterThan(60)
})

/** A file too large to be looked at as a whole when it is opened, some pages of whose eSIMs are not as they were. */
async function createLargeFile(damage: (bytes: Buffer, text: string) => void): Promise<string> {
  const db = join(createFolder(), 'large.db')
  const { emulator, close } = await openTestEmulator({ db })
  await emulator.esims.create({ count: 8_000 })
  await close()
  const bytes = readFileSync(db)
  expect(bytes.length).toBeGreaterThan(2 * 1_048_576)
  damage(bytes, bytes.toString('latin1'))
  writeFileSync(db, bytes)
  return db
}

/** All ICCIDs begin with this. */
const ICCIDS = '89431081'

/** Every page of a tree in which there are eSIMs: their ICCIDs are texts there. */
const damageEsims = (bytes: Buffer, text: string): void => {
  for (let at = text.indexOf(ICCIDS); at >= 0; at = text.indexOf(ICCIDS, at + 4_096)) {
    const page = at - (at % 4_096)
    if (bytes[page] === 0x0a) bytes.fill(0xff, page, page + 512)
  }
}

test('damage of a large file that is met by a call stops the emulator', async () => {
  const told: unknown[] = []
  const db = await createLargeFile(damageEsims)
  // The check that goes on meanwhile waits for a clock that stands.
  const wall = new TestSystemClock()
  const emulator = await createEmulator({ db, ...QUIET, wall, onDamage: (error) => told.push(error) })
  const { url } = await emulator.listen()
  const headers = { 'X-API-Key': emulator.apiKey }
  const ask = (path: string) => emulator.fetch(new Request(`http://emulator${path}`, { headers }))
  expect((await ask('/v2.4/organisation')).status).toBe(200)
  const met = await ask('/v2.4/esims').catch((error) => error)
  expect(met).toBeInstanceOf(DatabaseError)
  expect(met.message).toBe(`cannot use the database ${db}: database disk image is malformed`)
  expect(told).toEqual([met])
  await expect(ask('/v2.4/organisation')).rejects.toBe(met)
  await expect(emulator.clock.get()).rejects.toBe(met)
  await expect(fetch(`${url}/_emulator/health`)).rejects.toThrow()
  await emulator.close()
})

test('damage of a large file is found while it answers, though nobody asks', async () => {
  const wall = new TestSystemClock()
  const told: unknown[] = []
  const db = await createLargeFile(damageEsims)
  const emulator = await createEmulator({ db, ...QUIET, wall, onDamage: (error) => told.push(error) })
  for (let piece = 0; piece < 100; piece++) await wall.pass(25)
  expect(told).toEqual([expect.any(DatabaseError)])
  await emulator.close()
})

test('a large file that is sound is looked at to its end', async () => {
  const wall = new TestSystemClock()
  const db = await createLargeFile(() => undefined)
  const emulator = await createEmulator({ db, ...QUIET, wall })
  for (let piece = 0; piece < 100; piece++) await wall.pass(25)
  expect(wall.waits).toEqual([])
  expect((await emulator.esims.list({ limit: 10_000 })).length).toBe(8_000)
  await emulator.close()
})

test('all of a large file is looked at before the start, where that is asked for', async () => {
  const db = await createLargeFile(damageEsims)
  await expect(createEmulator({ db, ...QUIET, checkFile: true })).rejects.toBeInstanceOf(DatabaseError)
})

test('settings that are none are refused when a file is opened, however large', async () => {
  const db = await createLargeFile((bytes, text) =>
    bytes.write('"dialect":"obsexved"', text.indexOf('"dialect":"observed"')),
  )
  await expect(createEmulator({ db, ...QUIET })).rejects.toMatchObject({
    name: 'DatabaseError',
    message: expect.stringContaining(`cannot use the database ${db}: it is damaged: organisation.settings.dialect: `),
  })
})

test('a call of the journal that is damaged is told at the start', async () => {
  const db = await copyFile()
  const database = Database.open(db)
  database.acrossOrganisations.run('UPDATE requests SET headers = char(0, 0) WHERE id = 3')
  database.close()
  await expect(createEmulator({ db, ...QUIET })).rejects.toThrow('it is damaged: a row of requests')
})
