import { once } from 'node:events'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock/system-clock.ts'
import { record, serveRaw } from './support/recorder.ts'

const ICCID = '8943108167000000019'

const post = (body: string) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body })

test.each<[what: string, head: string, status: number, reason: string]>([
  ['a status that is none', 'HTTP/1.1 000 X', 502, 'Bad Gateway'],
  ['a status below all kinds', 'HTTP/1.1 042 X', 502, 'Bad Gateway'],
  ['a control character in the reason phrase', 'HTTP/1.1 200 Fi\u0001ne', 200, 'OK'],
])('%s is one call that fails at most, and the recorder goes on', async (_, head, status, reason) => {
  const url = await serveRaw(({ socket }) => void socket.end(`${head}\r\nContent-Length: 2\r\n\r\n{}`))
  const recorder = await record(url)
  for (let call = 0; call < 2; call++) {
    const asking = request(`${recorder.url}/v2.4/catalogue`).end()
    const [answer] = await once(asking, 'response')
    await buffer(answer)
    expect([answer.statusCode, answer.statusMessage]).toEqual([status, reason])
  }
  await recorder.close()
  expect(recorder.failures).toEqual([])
  const kept = status === 200 ? { response: { status } } : { failure: expect.stringContaining('not answer with HTTP') }
  expect(recorder.kept).toMatchObject([kept, kept])
})

const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test('JSON that is nested deeper than any stack is recorded by its digest, and never passed on as a validation', async () => {
  const deep = nest(100_000)
  const url = await serveRaw((_, outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(deep)
  })
  const recorder = await record(url)
  expect(await (await fetch(`${recorder.url}/v2.4/catalogue`)).text()).toBe(deep)
  const answer = await fetch(`${recorder.url}/v2.4/orders`, post(`{"type":"validate","order":${deep.slice(0, 60_000)}`))
  const whole = await fetch(`${recorder.url}/v2.4/orders`, post(`{"type":"validate","order":${nest(30_000)}}`))
  expect([answer.status, whole.status]).toEqual([403, 403])
  await recorder.close()
  expect(recorder.failures).toEqual([])
  expect(recorder.kept.map(({ response }) => Object.keys(response?.body ?? {}))).toEqual([['bytes', 'sha256']])
})

test('a call that fails in the recorder is a 500 and a line, and the recorder goes on', async () => {
  const url = await serveRaw((_, outgoing) => void outgoing.end('{}'))
  let times = 0
  const uptime = () => {
    if (times++ === 0) throw new RangeError('of the test')
    return systemClock.uptime()
  }
  const recorder = await record(url, { systemClock: { ...systemClock, uptime } })
  expect((await fetch(`${recorder.url}/v2.4/esims/${ICCID}`)).status).toBe(500)
  expect((await fetch(`${recorder.url}/v2.4/esims/${ICCID}`)).status).toBe(200)
  await recorder.close()
  expect(recorder.failures).toEqual([])
  expect(recorder.kept).toMatchObject([{ failure: 'the recorder failed: RangeError' }, { response: { status: 200 } }])
  expect(JSON.stringify(recorder.kept)).not.toContain(ICCID)
})

test('a client that reads slowly is no silence of the service', async () => {
  const body = Buffer.alloc(16 * 1_048_576, 'x')
  const url = await serveRaw((_, outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'text/plain' }).end(body)
  })
  const waiting = new Set<() => void>()
  const after = (_: number, wake: () => void) => {
    waiting.add(wake)
    return () => waiting.delete(wake)
  }
  const recorder = await record(url, { systemClock: { ...systemClock, after } })
  const asking = request(`${recorder.url}/v2.4/catalogue`).end()
  const [answer] = await once(asking, 'response')
  // Nothing is read, until the service can write no more.
  await vi.waitFor(() => expect(waiting.size).toBe(0))
  expect((await buffer(answer)).length).toBe(body.length)
  await recorder.close()
  expect([recorder.failures, recorder.kept.map(({ failure }) => failure)]).toEqual([[], [undefined]])
})
