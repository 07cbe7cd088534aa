import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { createFolder } from '../support/cli.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { fillDisk, watchDatabase } from '../support/tables.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'

const REQUEST = orderBody({ item: BUNDLES.france, assign: true })

/** Makes a call, and returns the number that it was given. */
async function call(emulator: Emulator, path: string, body?: object): Promise<number> {
  const response = await emulator.fetch(
    new Request(`http://emulator/v2.4${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'X-API-Key': emulator.apiKey },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  )
  expect(response.status).toBe(200)
  return Number(response.headers.get('emulator-request-id'))
}

/** The file as a process that is killed now leaves it. */
function copyAsKilled(db: string): string {
  const copy = join(createFolder(), 'killed.db')
  for (const suffix of ['', '-wal']) copyFileSync(`${db}${suffix}`, `${copy}${suffix}`)
  return copy
}

async function open(db: string) {
  const { emulator, close } = await openTestEmulator({ db })
  onTestFinished(close)
  return { emulator, close }
}

test.each([1, 7, 150, 1_100])(
  'after a kill, none of the %i numbers that were given out is given again',
  async (calls) => {
    const db = join(createFolder(), 'state.db')
    const { emulator } = await open(db)
    await call(emulator, '/orders', REQUEST)
    const given: number[] = []
    for (let made = 0; made < calls; made += 1) given.push(await call(emulator, '/organisation'))
    given.push(await call(emulator, '/orders', REQUEST))
    const { emulator: after } = await open(copyAsKilled(db))
    for (let made = 0; made < 3; made += 1)
      expect(await call(after, '/organisation')).toBeGreaterThan(Math.max(...given))
    await call(after, '/orders', REQUEST)
    // Two orders that were one call apart by their numbers looked placed twice.
    const { doubtful } = await after.ledger()
    expect(doubtful).toEqual([])
  },
)

test('a file that is closed goes on without a hole', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await open(db)
  expect([await call(first.emulator, '/organisation'), await call(first.emulator, '/organisation')]).toEqual([1, 2])
  await first.close()
  const { emulator } = await open(db)
  expect(await call(emulator, '/organisation')).toBe(3)
})

test('restored and replayed, calls have the same numbers, in a file too', async () => {
  const { emulator } = await open(join(createFolder(), 'state.db'))
  await call(emulator, '/organisation')
  await emulator.snapshots.take('before')
  const replay = async () => [await call(emulator, '/orders', REQUEST), await call(emulator, '/organisation')]
  const first = await replay()
  await emulator.snapshots.restore('before')
  expect(await replay()).toEqual(first)
})

test('a read is answered on a full disk, though its number cannot be reserved', async () => {
  const { opened, database } = await watchDatabase(() =>
    openTestEmulator({ db: join(createFolder(), 'state.db'), onFailure: () => undefined }),
  )
  onTestFinished(opened.close)
  await opened.emulator.settings.get()
  const { mend } = fillDisk(database)
  expect(await call(opened.emulator, '/organisation')).toBe(1)
  mend()
})
