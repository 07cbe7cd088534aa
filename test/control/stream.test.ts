import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'

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
  return { contentType: response.headers.get('content-type'), next, stop: () => reader?.cancel() }
}

const ORDER = {
  type: 'transaction',
  assign: true,
  order: [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }],
}

test('requests, changes of state and callbacks are told as they happen', async () => {
  const { emulator, api } = await createTestEmulator()
  const { contentType, next, stop } = await listen(emulator)
  expect(contentType).toContain('text/event-stream')
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
