import { expect, test } from 'vitest'
import { PartLoader } from '../../src/server/part-loader.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { SlowSystemClock, TestSystemClock } from '../support/wall.ts'

/** An emulator, which counts the rounds of the event loop between the parts that it loads. */
async function createCounted() {
  const systemClock = new SlowSystemClock(0)
  const { emulator } = await createTestEmulator({ systemClock })
  const countRounds = async (call: () => Promise<Response>) => {
    const before = systemClock.rounds
    expect((await call()).status).toBe(200)
    return systemClock.rounds - before
  }
  return { emulator, countRounds }
}

test('sockets are read between the parts that the first control call and the first page load', async () => {
  const { emulator, countRounds } = await createCounted()
  const { url } = await emulator.listen()
  const control = () => fetch(`${url}/_emulator/clock`)
  const page = () => fetch(`${url}/_emulator/`)
  expect(await countRounds(control)).toBe(4)
  expect(await countRounds(control)).toBe(0)
  expect(await countRounds(page)).toBe(3)
  expect(await countRounds(page)).toBe(0)
})

test('without a server nobody waits: the first control call takes no round more', async () => {
  const { emulator, countRounds } = await createCounted()
  expect(await countRounds(() => emulator.fetch(new Request('http://emulator/_emulator/clock')))).toBe(0)
})

/** A loader on a machine whose time the test moves, and the parts that it has loaded. */
function createLoader() {
  const systemClock = new TestSystemClock()
  const closing = new AbortController()
  const loaded: string[] = []
  const loader = new PartLoader({ systemClock, isServed: () => true, closing: closing.signal })
  const part = (name: string) => () => {
    loaded.push(name)
    if (name === 'damaged') throw new Error('cannot be read')
  }
  loader.loadAhead(['first', 'damaged', 'last'].map(part))
  return { systemClock, closing, loaded }
}

test('what is loaded ahead comes part by part, later than the first calls, and a part that fails stops no other', async () => {
  const { systemClock, loaded } = createLoader()
  await systemClock.pass(499)
  expect(loaded).toEqual([])
  await systemClock.pass(1)
  expect(loaded).toEqual(['first'])
  await systemClock.pass(20)
  expect(loaded).toEqual(['first', 'damaged'])
  await systemClock.pass(20)
  expect(loaded).toEqual(['first', 'damaged', 'last'])
  expect(systemClock.waits).toEqual([])
})

test('an emulator that is being closed loads nothing ahead', async () => {
  const { systemClock, closing, loaded } = createLoader()
  await systemClock.pass(500)
  closing.abort()
  await systemClock.pass(1_000)
  expect(loaded).toEqual(['first'])
})
