import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { orderRaw } from '../support/call.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { createTold } from '../support/told.ts'
import { BUNDLES, buy, buyEsim, orderBody } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

interface Event {
  readonly id: string
  readonly event: string
  readonly data: { readonly [field: string]: unknown }
}

/** Listens from here on, or from behind an event; `next` gives so many events, whenever they have come. */
async function listen(emulator: Emulator, lastEventId?: string) {
  const headers = { 'X-API-Key': emulator.apiKey, ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) }
  const response = await emulator.fetch(new Request('http://emulator/_emulator/stream', { headers }))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (count: number): Promise<Event[]> => {
    const events: Event[] = []
    while (events.length < count) {
      const end = text.indexOf('\n\n')
      if (end < 0) {
        const { value, done } = (await reader?.read()) ?? { done: true }
        if (done) throw new Error('the stream ended')
        text += value
        continue
      }
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      )
      text = text.slice(end + 2)
      if (fields.has('data')) {
        events.push({
          id: fields.get('id') ?? '',
          event: fields.get('event') ?? '',
          data: JSON.parse(fields.get('data') ?? ''),
        })
      }
    }
    return events
  }
  return { headers: response.headers, next, stop: () => reader?.cancel() }
}

const ORDER = orderBody({ item: BUNDLES.france, assign: true })

test('requests, changes of state and callbacks are told as they happen', async () => {
  const { emulator, api } = await createTestEmulator()
  const { headers, next, stop } = await listen(emulator)
  expect(headers.get('content-type')).toContain('text/event-stream')
  // For a proxy, which would keep it back until it is long.
  expect(headers.get('x-accel-buffering')).toBe('no')
  const iccid = (await api.post('/orders', { body: ORDER })).json.order[0].iccids[0]
  const bought = await next(2)
  expect(bought.map(({ event }) => event).sort()).toEqual(['request', 'transition'])
  await emulator.esims.attach(iccid, 'FR')
  expect(await next(1)).toMatchObject([{ event: 'callback', data: { alertType: 'FirstAttachment', status: 'unsent' } }])
  await stop()
})

test('a listener that comes back goes on behind the last event that it heard', async () => {
  const { emulator, api } = await createTestEmulator()
  const first = await listen(emulator)
  await api.get('/organisation')
  const [heard] = await first.next(1)
  await first.stop()
  await api.get('/inventory')
  const second = await listen(emulator, heard?.id)
  expect(await second.next(1)).toMatchObject([{ event: 'request', data: { path: '/v2.4/inventory' } }])
  await second.stop()
})

test('one that comes back with an event of before a reset hears what happens from then on', async () => {
  const { emulator, api } = await createTestEmulator()
  const first = await listen(emulator)
  await buyEsim(api)
  const heard = await first.next(2)
  await first.stop()
  await emulator.reset()
  const second = await listen(emulator, heard.at(-1)?.id)
  await api.get('/inventory')
  expect(await second.next(1)).toMatchObject([{ event: 'request', data: { path: '/v2.4/inventory' } }])
  await second.stop()
})

test.each<[string, (emulator: Emulator) => Promise<unknown>]>([
  ['moved', ({ clock }) => clock.advance('1h')],
  ['let run', ({ clock }) => clock.set({ rate: 2 })],
])('whoever listens is woken when the clock is %s, though nothing fell due', async (_, move) => {
  const { emulator } = await createTestEmulator()
  const headers = { 'X-API-Key': emulator.apiKey }
  const response = await emulator.fetch(new Request('http://emulator/_emulator/stream', { headers }))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const heard = reader?.read()
  await move(emulator)
  expect((await heard)?.value).toMatch(/^:/)
  await reader?.cancel()
})

test.each<[string, (emulator: Emulator) => Promise<unknown>]>([
  ['a reset', (emulator) => emulator.reset()],
  ['a restored snapshot', ({ snapshots }) => snapshots.restore('before')],
])('what happens after %s is told to whoever listened before', async (_, replace) => {
  const { emulator, api } = await createTestEmulator()
  await emulator.snapshots.take('before')
  await api.post('/orders', { body: ORDER })
  const { next, stop } = await listen(emulator)
  await replace(emulator)
  await api.get('/inventory')
  expect(await next(1)).toMatchObject([{ event: 'request', data: { id: 1, path: '/v2.4/inventory' } }])
  await stop()
})

test('a stream ends when the emulator is closed, and keeps it from nothing', async () => {
  const { emulator, close } = await openTestEmulator()
  const { url } = await emulator.listen()
  const response = await fetch(`${url}/_emulator/stream`)
  const heard = response.text()
  await emulator.clock.advance('1h')
  await close()
  expect(await heard).toMatch(/^(?:: \n\n)+$/)
})

/** Each event as its kind and number. */
const namesOf = (events: readonly Event[]) => events.map(({ event, data }) => `${event} ${data.id ?? data.sequence}`)

test('what happens at once is told to the last of it, and by any of it a listener goes on', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ autoInstallAfter: '1h', usage: { profile: 'binge' } })
  for (let order = 0; order < 4; order++) await buy(api, { assign: true, quantity: 100 })
  const before = await emulator.state.export()
  const { next, stop } = await listen(emulator)
  await emulator.clock.advance('10d')
  const after = await emulator.state.export()
  const since = (table: string, number: string) => {
    const known = new Set((before[table] as Record<string, number>[]).map((row) => row[number]))
    return (after[table] as Record<string, number>[]).filter((row) => !known.has(row[number])).map((row) => row[number])
  }
  const transitions = since('transitions', 'sequence').map((number) => `transition ${number}`)
  const callbacks = since('callbacks', 'id').map((number) => `callback ${number}`)
  expect(callbacks.length).toBeGreaterThan(1_000)
  const count = transitions.length + callbacks.length
  const events = await next(count)
  expect(namesOf(events).sort()).toEqual([...transitions, ...callbacks].sort())
  await stop()

  const middle = Math.floor(count / 3)
  const again = await listen(emulator, events[middle - 1]?.id)
  const rest = await again.next(count - middle)
  expect(new Set([...namesOf(events.slice(0, middle)), ...namesOf(rest)]).size).toBe(count)
  await again.stop()
})

test('a call that ends after a later one is told, once, also to a listener that comes back', async () => {
  const wall = new TestSystemClock()
  const { emulator, api } = await createTestEmulator({ wall })
  const delayed = (delay: string) => orderRaw(emulator, { headers: { 'Emulator-Fault': `delay=${delay}` } })
  const slow = [delayed('2m'), delayed('1m')]
  await settle()
  await api.get('/organisation')
  const joined = await listen(emulator)
  await api.get('/organisation')
  const heard = await joined.next(1)
  await wall.pass(60_000)
  await api.get('/organisation')
  heard.push(...(await joined.next(2)))
  expect(namesOf(heard)).toEqual(['request 4', 'request 2', 'request 5'])
  await joined.stop()

  const back = await listen(emulator, heard.at(-1)?.id)
  await wall.pass(60_000)
  await Promise.all(slow)
  await api.get('/organisation')
  expect(namesOf(await back.next(2))).toEqual(['request 1', 'request 6'])
  await back.stop()
})

test('a callback is told when it is written, and when its status has changed, and not when it is cleared', async () => {
  const answers: (() => void)[] = []
  const { emulator, api } = await createTold(() => new Promise((answer) => answers.push(() => answer(200))))
  const iccids = [await buyEsim(api), await buyEsim(api)]
  const { next, stop } = await listen(emulator)
  const told = async () => {
    const [event] = await next(1)
    return [event?.event, event?.data.iccid ?? event?.data.path, event?.data.status]
  }
  await emulator.esims.attach(iccids[0] as string, 'GB')
  expect(await told()).toEqual(['callback', iccids[0], 'pending'])
  await emulator.callbacks.clear()
  await emulator.esims.attach(iccids[1] as string, 'GB')
  expect(await told()).toEqual(['callback', iccids[1], 'pending'])
  await api.get('/inventory')
  expect(await told()).toEqual(['request', '/v2.4/inventory', 200])
  await api.get('/esims')
  expect(await told()).toEqual(['request', '/v2.4/esims', 200])
  for (const answer of answers) answer()
  expect(await told()).toEqual(['callback', iccids[1], 'delivered'])
  await stop()
})

test('a stream goes on behind a reset and another key', async () => {
  const { emulator, api } = await createTestEmulator()
  const { next, stop } = await listen(emulator)
  await emulator.reset()
  await settle()
  const apiKey = await emulator.settings.rotateKey()
  await api.as(apiKey).get('/esims')
  expect((await next(1))[0]).toMatchObject({ event: 'request', data: { path: '/v2.4/esims' } })
  await stop()
})
