import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import type { Exchange } from '../../src/record/exchange.ts'
import { RecordingFile } from '../../src/record/file.ts'
import { readRecording } from '../../src/record/read.ts'
import { replay } from '../../src/record/replay.ts'
import { type Alterations, alteredService, serve } from '../support/altered-service.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { record } from './support/recorder.ts'

const KEY = 'a-secret-of-mine'

type Call = (base: string, headers: Record<string, string>) => Promise<unknown>

/** What a client reads of an account: lists, an eSIM of one, what is refused, and the price of an order. */
const readAccount: Call = async (base, headers) => {
  const get = async (path: string) => (await fetch(base + path, { headers })).json()
  await get('/catalogue?perPage=500')
  const { orders } = await get('/orders')
  await get(`/orders/${orders[0].orderReference}`)
  const { esims } = await get('/esims?perPage=100')
  const used = esims.find((esim: { lastAction: string }) => esim.lastAction === 'Bundle Applied')
  for (const part of ['', '/history', '/bundles', '/location']) await get(`/esims/${used.iccid}${part}`)
  await get('/esims/8943108167000000019')
  await get('/catalogue/bundle/esim_none')
  await get('/catalogue/bundle/esim_1GB_7D_FR_V2')
  await post(base, headers, 'validate')
}

const post = (base: string, headers: Record<string, string>, type: string) =>
  fetch(`${base}/orders`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ type, assign: true, order: [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }] }),
  })

/** What is recorded of a client of a service with altered answers. */
async function recordClient(client: Call, alterations: Alterations = {}, options: EmulatorOptions = {}, sentKey = KEY) {
  const { emulator } = await createTestEmulator({ scenario: 'refund-window', seed: 7, apiKeys: [KEY], ...options })
  const recorder = await record(await serve(alteredService(emulator, alterations).fetch), { allowWrites: true })
  await client(`${recorder.url}/v2.4`, { 'X-API-Key': sentKey })
  await recorder.close()
  return recorder.kept
}

/** What is found when a recording is played to an emulator with another seed. */
async function play(exchanges: readonly Exchange[], options: EmulatorOptions = {}) {
  const { emulator } = await createTestEmulator({ scenario: 'refund-window', apiKeys: ['another-key'], ...options })
  const findings = await replay(exchanges, { apiKey: emulator.apiKey, fetch: emulator.fetch })
  return {
    findings,
    differences: findings.flatMap(({ call, differences }) =>
      differences.map(({ where, here, there }) => `${call.split('?')[0]} ${where}: ${here} | ${there}`),
    ),
    notCompared: findings.flatMap(({ notCompared }) => notCompared.map(({ where, why }) => `${where}: ${why}`)),
  }
}

test('an emulator differs in nothing from the recording of another, whatever their eSIMs and orders are', async () => {
  const { findings, differences } = await play(await recordClient(readAccount))
  expect(findings).toHaveLength(12)
  expect(differences).toEqual([])
})

test('a recorded purchase is played as one, and what it made is found again', async () => {
  const exchanges = await recordClient(async (base, headers) => {
    const { order, orderReference } = await (await post(base, headers, 'transaction')).json()
    const { iccid } = order[0].esims[0]
    for (const path of [
      `/orders/${orderReference}`,
      `/esims/${iccid}/bundles`,
      `/esims/assignments?reference=${orderReference}`,
    ])
      await fetch(base + path, { headers })
  })
  const { findings, differences, notCompared } = await play(exchanges, { scenario: 'fresh' })
  expect([findings.length, differences]).toEqual([4, []])
  expect(notCompared).toEqual([expect.stringMatching(/^values: no list in the recording/)])
})

test.each<[what: string, Alterations, difference: string]>([
  [
    'a field that is gone',
    { 'GET /esims/{iccid}': ({ json: { puk, ...rest } }) => ({ json: rest }) },
    'puk: digits | absent',
  ],
  [
    'the text of a refusal',
    { 'GET /catalogue/bundle/esim_none': ({ json }) => ({ json: { ...json, message: 'no such bundle' } }) },
    '"no such bundle"',
  ],
  ['a status', { 'GET /catalogue/bundle/esim_none': () => ({ status: 404 }) }, 'status:'],
  [
    'a price of a catalogue that both have',
    { 'GET /catalogue/bundle/esim_1GB_7D_FR_V2': ({ json }) => ({ json: { ...json, price: 77.5 } }) },
    'price:',
  ],
  [
    'the total of an order that is only validated',
    { 'POST /orders': ({ json }) => ({ json: { ...json, total: 77.5 } }) },
    'total:',
  ],
  [
    'a header that clients read',
    { 'GET /orders': () => ({ headers: { Location: '/elsewhere' } }) },
    'header location: absent | /elsewhere',
  ],
])('%s is a difference', async (_, alterations, difference) => {
  const { differences } = await play(await recordClient(readAccount, alterations))
  expect(differences).toEqual([expect.stringContaining(difference)])
})

test('prices of another catalogue are not compared', async () => {
  const { differences, notCompared } = await play(
    await recordClient(readAccount, {
      'GET /catalogue': ({ json }) => ({ json: { ...json, bundles: json.bundles.slice(1) } }),
      'GET /catalogue/bundle/esim_1GB_7D_FR_V2': ({ json }) => ({ json: { ...json, price: 77.5 } }),
    }),
  )
  expect(differences).toEqual([])
  expect(notCompared).toContain('values: no list in the recording shows the catalogue to be that of the emulator')
})

test('a bundle that the emulator does not have is stood for by another, whose values are not compared', async () => {
  const exchanges = await recordClient(readAccount)
  const own = exchanges.map((exchange) =>
    exchange.path.startsWith('/v2.4/catalogue/bundle/')
      ? (JSON.parse(JSON.stringify(exchange).replaceAll('esim_1GB_7D_FR_V2', 'esim_of_my_own')) as Exchange)
      : exchange,
  )
  const { differences, notCompared } = await play(own)
  expect(differences).toEqual([])
  expect(notCompared).toContainEqual(expect.stringMatching(/^values: /))
})

test.each([
  ['', 'no key'],
  ['another-secret', 'a key that is refused'],
])('%j, %s, is answered as the service did', async (key) => {
  const exchanges = await recordClient(
    (base, headers) => fetch(`${base}/orders`, { headers: key ? headers : {} }),
    {},
    {},
    key,
  )
  const { findings, differences } = await play(exchanges)
  expect([findings.length, differences]).toEqual([1, []])
})

test.each([
  [304, 'the client had the answer already'],
  [429, 'the service answered with 429'],
  [500, 'the service answered with 500'],
  [503, 'the service answered with 503'],
])('an answer of %i says nothing of the emulator', async (status, why) => {
  const exchange = readRecording(write(`${LINE.replace('"status":200', `"status":${status}`)}\n`)).exchanges
  const { differences, notCompared } = await play(exchange)
  expect([differences, notCompared]).toEqual([[], [`all of it: ${why}`]])
})

test('of HEAD the status and the headers are compared', async () => {
  const client: Call = (base, headers) => fetch(`${base}/orders`, { method: 'HEAD', headers })
  const { findings, differences } = await play(await recordClient(client))
  expect([findings.map(({ call }) => call), differences]).toEqual([['HEAD /v2.4/orders'], []])
  const [changed] = await recordClient(client)
  if (!changed?.response) throw new Error('nothing was recorded')
  const other = { ...changed, response: { ...changed.response, status: 404 } }
  expect((await play([other])).differences).toEqual(['HEAD /v2.4/orders status: 200 | 404'])
})

/** A file in a folder of the test's own. */
function write(text: string): string {
  const path = join(createFolder(), 'recording')
  writeFileSync(path, text)
  return path
}

const LINE = JSON.stringify({
  recording: 1,
  at: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  method: 'GET',
  path: '/v2.4/orders',
  request: { headers: [] },
  response: { status: 200, headers: [] },
})

test('of a recording whose last line breaks off the others are read, and it goes on where they end', () => {
  const path = write(`${LINE}\n${LINE.slice(0, 40)}`)
  const { exchanges, notes } = readRecording(path)
  expect([exchanges.length, notes]).toEqual([1, ['line 2 breaks off, and was left out']])
  const file = new RecordingFile(path)
  file.append(exchanges[0] as Exchange)
  file.close()
  expect([file.continues, file.repaired]).toEqual([true, true])
  expect(readRecording(path)).toMatchObject({
    exchanges: [{ path: '/v2.4/orders' }, { path: '/v2.4/orders' }],
    notes: [],
  })
})

test.each<[what: string, text: string, message: string]>([
  ['an empty file', '', 'is neither a recording (lines of JSON) nor an HTTP Archive (HAR)'],
  ['another text', 'GET /v2.4/orders\n', 'is neither a recording (lines of JSON) nor an HTTP Archive (HAR)'],
  ['other JSON', '{"a":1}\n', ':1 is no exchange: recording: '],
  ['a line in the middle that is none', `${LINE}\nx\n${LINE}\n`, ':2 is no JSON'],
  ['a first line that breaks off', LINE.slice(0, 40), 'has no complete exchange: its only line breaks off'],
  ['an archive of another site', '{"log":{"entries":[]}}', 'has no calls of the API'],
])('%s is told in one line', (_, text, message) => {
  expect(() => readRecording(write(text))).toThrow(message)
})

test.each([
  ['a text', 'something else\n'],
  ['other JSON', '{"a":1}\n'],
  ['a text without a newline', 'notes'],
])('%s is not recorded to, and left as it is', (_, text) => {
  const path = write(text)
  expect(() => new RecordingFile(path)).toThrow('is no recording')
  expect(() => readRecording(path)).toThrow()
})

const har = (...entries: unknown[]): string => `\uFEFF${JSON.stringify({ log: { version: '1.2', entries } })}`

const harEntry = (url: string, content: object, headers: readonly object[] = []) => ({
  startedDateTime: '2026-01-01T00:00:00.000Z',
  time: 12.5,
  request: {
    method: 'GET',
    url,
    headers: [
      { name: ':authority', value: 'x' },
      { name: 'X-API-Key', value: KEY },
    ],
  },
  response: { status: 200, headers, content },
})

test('of an HTTP Archive the calls of the API are read, redacted', async () => {
  const organisation = { organisations: [{ name: 'Acme', apiKey: KEY }] }
  const { exchanges, notes } = readRecording(
    write(
      har(
        harEntry('https://app.example/index.html', { text: '<html>' }),
        harEntry('https://api.example/v2.4/organisation', {
          text: Buffer.from(JSON.stringify(organisation)).toString('base64'),
          encoding: 'base64',
          mimeType: 'application/json',
        }),
        harEntry('https://app.example/api/v2.3/orders?limit=1', { size: 100, mimeType: 'application/json' }, [
          { name: 'content-type', value: 'application/json' },
        ]),
        'no entry',
      ),
    ),
  )
  expect(notes).toEqual(['2 of 4 entries are no calls of the API'])
  expect(exchanges.map(({ path, response }) => [path, Object.keys(response?.body ?? {})])).toEqual([
    ['/v2.4/organisation', ['json']],
    ['/v2.3/orders?limit=1', ['missing']],
  ])
  expect(JSON.stringify(exchanges)).not.toMatch(/Acme|a-secret-of-mine/)
  const { differences, notCompared } = await play(exchanges.slice(1))
  expect([differences, notCompared]).toEqual([[], ['body: it was not recorded']])
})

test.each<[what: string, request: Exchange['request']]>([
  ['a GET with a body', { headers: [], body: { json: { a: 1 } } }],
  ['a header of characters that none has', { headers: [['Accept', 'text/\u4e00']] }],
  ['a header with a line break', { headers: [['Accept', 'a\nb']] }],
])('%s cannot be made, and the calls after it are compared', async (_, request) => {
  const given: Exchange = { ...JSON.parse(LINE), path: '/v2.4/catalogue', request }
  const after: Exchange = { ...JSON.parse(LINE), path: '/v2.4/orders' }
  const { findings } = await play([given, after])
  expect(findings).toMatchObject([
    { notCompared: [{ where: 'all of it', why: expect.stringContaining('cannot be made') }] },
    { call: expect.stringContaining('/v2.4/orders') },
  ])
  expect(findings).toHaveLength(2)
})
