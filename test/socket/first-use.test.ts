import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { SlowSystemClock } from '../support/wall.ts'

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
