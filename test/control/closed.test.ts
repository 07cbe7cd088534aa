import { expect, test, vi } from 'vitest'
import { createEmulator, EmulatorError, type OrganisationHandle } from '../../src/index.ts'
import { openTestEmulator } from '../support/emulator.ts'

const CLOSED = {
  name: 'EmulatorError',
  status: 0,
  code: 'closed',
  message: 'this emulator has been closed: make another with createEmulator()',
}

/** Every call of a handle, by its name. Those that are given what they cannot take do not get so far. */
function callsOf(handle: object, prefix = ''): [name: string, call: (...args: unknown[]) => unknown][] {
  return Object.entries(handle).flatMap(([name, value]): [string, (...args: unknown[]) => unknown][] => {
    if (typeof value === 'function') return [[`${prefix}${name}`, value as never]]
    return typeof value === 'object' && value !== null ? callsOf(value, `${prefix}${name}.`) : []
  })
}

const NO_CALLS = new Set(['close', 'organisation', 'fetch'])

test('after close, every call of every handle rejects with the same error', async () => {
  const emulator = await createEmulator()
  const other: OrganisationHandle = emulator.organisation('another')
  await emulator.close()
  const calls = [...callsOf(emulator), ...callsOf(other)].filter(([name]) => !NO_CALLS.has(name))
  expect(calls.length).toBeGreaterThan(70)
  for (const [name, call] of calls) {
    const error = await Promise.resolve(call({})).catch((reason) => reason)
    expect(error, name).toBeInstanceOf(EmulatorError)
    expect(error, name).toMatchObject(CLOSED)
  }
})

test.each(['/v2.4/organisation', '/_emulator/clock', '/health', '/_emulator/'])(
  'after close, fetch of %s rejects, and so while it is being closed',
  async (path) => {
    const emulator = await createEmulator()
    const call = () => emulator.fetch(new Request(`http://emulator${path}`, { headers: { 'X-API-Key': 'test-key' } }))
    expect((await call()).status).toBe(200)
    const closing = emulator.close()
    await expect(call()).rejects.toMatchObject(CLOSED)
    await closing
    await expect(call()).rejects.toMatchObject(CLOSED)
  },
)

test('it can be closed twice', async () => {
  const { emulator } = await openTestEmulator()
  await emulator.listen()
  await Promise.all([emulator.close(), emulator.close()])
  await emulator.close()
})

test('a request that outlives its emulator rejects, and is no failure of the emulator', async () => {
  const onFailure = vi.fn()
  const emulator = await createEmulator({ onFailure })
  let finish: (() => void) | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"type":"validate"'))
      finish = () => {
        controller.enqueue(new TextEncoder().encode('}'))
        controller.close()
      }
    },
  })
  const init = { method: 'POST', headers: { 'X-API-Key': 'test-key' }, body, duplex: 'half' }
  const answer = emulator.fetch(new Request('http://emulator/v2.4/orders', init as RequestInit)).catch((error) => error)
  await emulator.close()
  finish?.()
  expect(await answer).toMatchObject(CLOSED)
  expect(onFailure).not.toHaveBeenCalled()
})
