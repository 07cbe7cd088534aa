import { expect, test } from 'vitest'
import { verifySignature } from '../../src/callbacks/sign.ts'
import { type ReceiverFinding, verifyReceiver } from '../../src/callbacks/verify-receiver.ts'
import { formatFindings } from '../../src/cli/verify-receiver.ts'
import { createReceiver, type Received } from '../support/receiver.ts'

const KEY = 'my-key'

const isGenuine = ({ body, headers }: Received) => verifySignature(body, headers['X-Signature-SHA256'], KEY)

type Reply = (received: Received, tries: number) => number

const careful: Reply = (received) => (isGenuine(received) ? 200 : 401)

/** Sends everything to a receiver that answers so, each answer taking `tookMs`. */
async function verify(reply: Reply, { version = 'V3', tookMs = 5 }: { version?: 'V2' | 'V3'; tookMs?: number } = {}) {
  let now = 0
  const receiver = createReceiver((received, tries) => {
    now += tookMs
    return reply(received, tries)
  })
  const start = Date.UTC(2026, 0, 1)
  const { fetch } = receiver
  const findings = await verifyReceiver({
    url: 'http://receiver/',
    apiKey: KEY,
    version,
    start,
    fetch,
    stopwatch: () => now,
  })
  return { findings, received: receiver.received }
}

const wrong = (findings: readonly ReceiverFinding[]) =>
  findings.filter(({ ok }) => !ok).map(({ name, verdict }) => `${name}: ${verdict}`)

test('a careful receiver is as it should be', async () => {
  const { findings } = await verify(careful)
  expect(wrong(findings)).toEqual([])
  expect([...new Set(findings.map(({ name }) => name))]).toEqual([
    'good',
    'duplicated',
    'reordered',
    'late',
    'wrongly signed',
    're-serialised',
    'oversized',
  ])
})

test('all but the forged ones are genuine, and one of them came twice', async () => {
  const { findings, received } = await verify(careful)
  const forged = findings.filter(({ name }) => name === 'wrongly signed' || name === 're-serialised')
  expect(received.filter((each) => !isGenuine(each))).toHaveLength(forged.length)
  const genuine = received.filter(isGenuine).map(({ body }) => body)
  expect(genuine.length - new Set(genuine).size).toBe(1)
  expect(Math.max(...genuine.map((body) => body.length))).toBeGreaterThan(2_000_000)
})

test.each<[receiver: string, reply: Reply, complaints: RegExp[]]>([
  ['believes everyone', () => 200, [...Array<RegExp>(4).fill(/^wrongly signed: believed/), /^re-serialised: believed/]],
  [
    'checks the value and not the bytes',
    (received) => {
      const { body } = received
      return isGenuine({ ...received, body: body.length < 5000 ? JSON.stringify(JSON.parse(body)) : body }) ? 200 : 403
    },
    [/^re-serialised: believed/],
  ],
  [
    'fails on what comes twice',
    (received, tries) => (tries > 1 && isGenuine(received) ? 409 : careful(received, tries)),
    [/^duplicated: a genuine callback/],
  ],
  [
    'fails on a long body',
    (received, tries) => (received.body.length > 100_000 ? 500 : careful(received, tries)),
    [/^oversized: it failed/],
  ],
  ['refuses a long body', (received, tries) => (received.body.length > 100_000 ? 413 : careful(received, tries)), []],
  [
    'redirects',
    (received, tries) => (received.body.includes('LowBalance') ? 302 : careful(received, tries)),
    [/^good: redirects/],
  ],
  [
    'answers a forgery as a failure of its own',
    (received) => (isGenuine(received) ? 201 : 500),
    Array<RegExp>(5).fill(/refuse it with 401$/),
  ],
])('one that %s', async (_, reply, complaints) => {
  const { findings } = await verify(reply)
  expect(wrong(findings)).toEqual(complaints.map((complaint) => expect.stringMatching(complaint)))
})

test('one that works before it answers is told so', async () => {
  const { findings } = await verify(careful, { tookMs: 2_500 })
  expect(wrong(findings)).toContain('good: slow: answer first, within 2 s, and work afterwards')
})

test('one that is not there is told in every line, and nothing is thrown', async () => {
  const fetch = async () => {
    throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })
  }
  const findings = await verifyReceiver({
    url: 'http://receiver/',
    apiKey: KEY,
    version: 'V3',
    start: 0,
    fetch,
    stopwatch: () => 0,
  })
  expect(findings.every(({ status, verdict }) => status === null && verdict === 'ECONNREFUSED')).toBe(true)
})

test('V2 is not signed, so nothing is forged', async () => {
  const { findings, received } = await verify(() => 200, { version: 'V2' })
  expect(wrong(findings)).toEqual([])
  expect(findings.map(({ name }) => name)).not.toContain('wrongly signed')
  expect(received.filter(({ headers }) => 'X-Signature-SHA256' in headers)).toEqual([])
})

test('the table says each case, what was sent, the answer and the verdict', async () => {
  const { findings } = await verify(() => 200)
  const [head = '', first = ''] = formatFindings(findings).split('\n')
  expect(head.split(/ {2,}/)).toEqual(['CASE', 'SENT', 'STATUS', 'MS', 'VERDICT'])
  expect(first.split(/ {2,}/)).toEqual(['good', 'FirstAttachment', '200', '5', 'ok'])
  expect(formatFindings(findings)).toContain('WRONG: believed: anyone could send this; refuse it with 401\n')
})
