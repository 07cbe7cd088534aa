import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { createApi } from '../support/api.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim, observe } from '../support/trade.ts'
import { settle } from '../support/wall.ts'

const never = () => new Promise<Response>(() => undefined)

test('a receiver that never answers delays no answer of the API', async () => {
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: never })
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  expect((await observe(api)).length).toBeGreaterThan(0)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1 })
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'pending', attempts: [] }])
  const other = emulator.organisation('another-key')
  expect((await other.clock.advance('8d')).now).toBe('2026-01-09T00:00:00Z')
})

test('a receiver that never answers is given up after ten seconds', async () => {
  const waits: number[] = []
  // Time that is up at once, so that nothing has to be waited for.
  const clock = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    waits.push(milliseconds)
    return AbortSignal.abort(new DOMException('time is up', 'TimeoutError'))
  })
  onTestFinished(() => clock.mockRestore())
  const callbackFetch = async (_: unknown, init?: RequestInit) => {
    init?.signal?.throwIfAborted()
    return never()
  }
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance(0)
  const [callback] = await emulator.callbacks.list()
  expect(callback?.attempts).toMatchObject([{ status: null, error: 'no answer within 10000 ms' }])
  expect(waits[0]).toBe(10_000)
})

test('it is given up although everything that can be collected is collected meanwhile', async () => {
  const timeout = AbortSignal.timeout
  const clock = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(20))
  onTestFinished(() => clock.mockRestore())
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const { api, emulator } = await createTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: (_, init) =>
      new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
  })
  await emulator.settings.change({ callbackRetries: 0 })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const advanced = emulator.clock.advance(0)
  await settle()
  collect()
  await advanced
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'failed' }])
})

test('an advance that waits for it is broken off where it is when the emulator is closed, and says so', async () => {
  const { api, emulator, close } = await openTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: never })
  await emulator.esims.setUsagePlan(await buyEsim(api), { megabytesPerDay: 200 })
  const advanced = emulator.clock.advance('8d').catch((error) => error)
  await settle()
  await close()
  expect(await advanced).toMatchObject({
    status: 503,
    code: 'advance_broken_off',
    message: 'the emulator is stopping: the advance ended at 2026-01-01T00:00:00Z',
  })
})

test.each([
  ['is long', () => new Response(endless('a'.repeat(1_000)))],
  ['breaks off', () => new Response(broken('a'.repeat(2_000)))],
])('the body of an answer that %s is read no further than it is kept', async (_, answer) => {
  const receiver = createReceiver(answer)
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance(0)
  const [callback] = await emulator.callbacks.list()
  expect(callback).toMatchObject({ status: 'delivered', attempts: [{ status: 200, responseBody: 'a'.repeat(2_000) }] })
})

const endless = (text: string) =>
  new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode(text)) })

function broken(text: string): ReadableStream {
  let pulls = 0
  return new ReadableStream({
    pull: (controller) =>
      pulls++ === 0 ? controller.enqueue(new TextEncoder().encode(text)) : controller.error(new Error('broken off')),
  })
}

test('nor does it keep the emulator from being closed', async () => {
  const { api, emulator, close } = await openTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: never })
  await emulator.listen()
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await expect(close()).resolves.toBeUndefined()
})

test('a list that is waited for is answered when the emulator is closed', async () => {
  const { emulator, close } = await openTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: never })
  const { url } = await emulator.listen()
  const list = fetch(`${url}/_emulator/callbacks?wait=60s`).then((answer) => answer.json())
  await fetch(`${url}/_emulator/clock`)
  await close()
  expect(await list).toEqual({ callbacks: [] })
})

test('what a closing emulator calls off is recorded as nothing', async () => {
  let aborted = false
  const { api, emulator, close } = await openTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: (_, init) =>
      new Promise((__, reject) =>
        init?.signal?.addEventListener('abort', () => {
          aborted = true
          reject(new Error('aborted'))
        }),
      ),
    onFailure: (error) => expect.unreachable(String(error)),
  })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await close()
  await settle()
  expect(aborted).toBe(true)
})

test('at most sixteen are on their way at one time, and one for each eSIM', async () => {
  const waiting: (() => void)[] = []
  const { api, emulator } = await createTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: () => new Promise((resolve) => waiting.push(() => resolve(new Response()))),
  })
  const iccids: string[] = []
  for (let count = 0; count < 20; count++) iccids.push(await buyEsim(api))
  for (const iccid of iccids) await emulator.esims.attach(iccid, 'GB')
  await emulator.esims.attach(iccids[0] ?? '', 'GB')
  await settle()
  expect(waiting.length).toBe(16)
  waiting[0]?.()
  await settle()
  expect(waiting.length).toBe(17)
})

test('a slow receiver is waited for by an advance, and by no other call', async () => {
  let answer = (): void => undefined
  const { api, emulator } = await createTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: () => new Promise((resolve) => (answer = () => resolve(new Response()))),
  })
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  const advanced = emulator.clock.advance('1d').then(({ now }) => now)
  await settle()
  expect((await emulator.clock.get()).now).toBe('2026-01-01T00:00:00Z')
  expect(await listStates(api, iccid)).toEqual(['queued'])
  answer()
  expect(await advanced).toBe('2026-01-02T00:00:00Z')
})

test('what is on its way when an advance begins is over before anything else happens', async () => {
  const receiver = createReceiver(async () => {
    await settle()
    return 500
  })
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance('400d')
  const [callback] = await emulator.callbacks.list({ alertType: 'FirstAttachment' })
  expect(callback?.attempts.map(({ at }) => at)).toEqual([
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:01:00Z',
    '2026-01-01T00:11:00Z',
  ])
})

/** A receiver that calls the API of the emulator that calls it, before it answers. */
async function createReentrant(
  react: (emulator: Emulator, body: { alertType: string; iccid: string }) => Promise<void>,
) {
  const holder: { emulator?: Emulator } = {}
  const receiver = createReceiver(async ({ body }) => {
    if (holder.emulator) await react(holder.emulator, JSON.parse(body))
    return 200
  })
  const test = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  holder.emulator = test.emulator
  return { ...test, receiver }
}

test('a receiver may order another bundle while it is told that one is used up', async () => {
  const { api, emulator, receiver } = await createReentrant(async (called, { alertType, iccid }) => {
    if (alertType !== 'Utilisation') return
    await buyEsim(createApi(called.fetch, called.apiKey), undefined, iccid)
  })
  await emulator.settings.change({ usageThresholds: [100] })
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1_000 })
  const { now } = await emulator.clock.advance('60h')
  expect(now).toBe('2026-01-03T12:00:00Z')
  expect(await listStates(api, iccid)).toEqual(['depleted', 'depleted', 'active'])
  expect(receiver.bodies.map(({ alertType }) => alertType)).toEqual([
    'FirstAttachment',
    'FirstUse',
    'Utilisation',
    'FirstUse',
    'Utilisation',
    'FirstUse',
  ])
})

test('a receiver may use data of the eSIM it is told about', async () => {
  const { api, emulator, receiver } = await createReentrant(async (called, { alertType, iccid }) => {
    if (alertType === 'FirstAttachment') await called.esims.use(iccid, { megabytes: 600 })
  })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance(0)
  expect(receiver.bodies.map(({ alertType }) => alertType)).toEqual(['FirstAttachment', 'FirstUse', 'Utilisation'])
})

test('a receiver may not advance the clock that waits for it', async () => {
  const codes: string[] = []
  const { api, emulator } = await createReentrant(async (called, { alertType }) => {
    if (alertType !== 'FirstUse') return
    await called.clock.advance('1d').catch((error) => codes.push(error.code))
  })
  await emulator.esims.setUsagePlan(await buyEsim(api), { megabytesPerDay: 100 })
  expect((await emulator.clock.advance('1d')).now).toBe('2026-01-02T00:00:00Z')
  expect(codes).toEqual(['advance_in_progress'])
})
