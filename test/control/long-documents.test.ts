import { expect, test, vi } from 'vitest'
import { callRaw } from '../support/call.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { watchDatabase } from '../support/tables.ts'
import { buyEsim } from '../support/trade.ts'
import { letTurnsPass } from '../support/wall.ts'

// Many megabytes are written and read.
vi.setConfig({ testTimeout: 60_000 })

const MEBIBYTE = 1_048_576

const made = new Map<number, Promise<string>>()

/** A document with so many bytes of references: a long one, of few rows. */
function longDocument(bytes: number): Promise<string> {
  const document = made.get(bytes) ?? makeDocument(bytes)
  made.set(bytes, document)
  return document
}

async function makeDocument(bytes: number): Promise<string> {
  const { opened, database } = await watchDatabase(openTestEmulator)
  await buyEsim(opened.api)
  const esims = await opened.emulator.esims.create({ count: 20 })
  const reference = 'é'.repeat(Math.ceil(bytes / 2 / esims.length))
  database.acrossOrganisations.run('UPDATE esims SET customer_ref = ?', reference)
  const { text } = await callRaw(opened.emulator, 'GET', '/_emulator/state')
  await opened.close()
  return text
}

/** A request whose body arrives in parts of some kilobytes, which cut characters and lines. */
function arriving(text: string): Request {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  const body = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.subarray(at, at + 65_537))
      at += 65_537
    },
  })
  return new Request('http://emulator/_emulator/state', { method: 'POST', body, duplex: 'half' } as RequestInit)
}

const importText = async ({ emulator }: TestEmulator, text: string) => {
  const response = await emulator.fetch(arriving(text))
  return { status: response.status, json: (await response.json()) as { error?: { code: string; message: string } } }
}

test.each([2 * MEBIBYTE, 17 * MEBIBYTE])('a document of %i bytes goes back as it came', async (bytes) => {
  const document = await longDocument(bytes)
  const receiver = await createTestEmulator({ seed: 99 })
  expect(await importText(receiver, document)).toMatchObject({ status: 200 })
  expect((await callRaw(receiver.emulator, 'GET', '/_emulator/state')).text === document).toBe(true)
})

test('a handle sends a long document by lines', async () => {
  const document = JSON.parse(await longDocument(17 * MEBIBYTE))
  const { emulator } = await createTestEmulator()
  await emulator.state.import(document)
  expect((await emulator.esims.list()).length).toBe(21)
})

test.each<[string, number, (document: string) => string]>([
  ['on one line', 2 * MEBIBYTE, (document) => JSON.stringify(JSON.parse(document))],
  ['with a field on each line', 2 * MEBIBYTE, (document) => JSON.stringify(JSON.parse(document), null, 2)],
  ['with other ends of lines', 17 * MEBIBYTE, (document) => document.replaceAll('\n', '\r\n')],
  [
    'with one row on a line of its own parts',
    2 * MEBIBYTE,
    (document) => document.replace(',"sequence":', ',\n"sequence":'),
  ],
])('a document %s is the same document', async (_, bytes, rewrite) => {
  const document = await longDocument(bytes)
  const receiver = await createTestEmulator()
  expect(await importText(receiver, rewrite(document))).toMatchObject({ status: 200 })
  expect((await callRaw(receiver.emulator, 'GET', '/_emulator/state')).text === document).toBe(true)
})

const withoutRows = (document: string) => JSON.stringify(JSON.parse(document))

test.each<[string, number, (document: string) => string, number, string]>([
  ['no row on a line', 17 * MEBIBYTE, withoutRows, 413, 'a row on each line'],
  ['an end that is missing', 17 * MEBIBYTE, (document) => document.slice(0, -5), 413, 'a row on each line'],
  ['an end that is missing', 2 * MEBIBYTE, (document) => document.slice(0, -5), 400, 'not JSON'],
  ['another version', 2 * MEBIBYTE, (document) => document.replace('"version": 1', '"version": 2'), 422, 'version 1'],
  ['a column that there is not', 17 * MEBIBYTE, (document) => document.replaceAll('"puk"', '"colour"'), 422, 'colour'],
  ['a row that cannot be', 17 * MEBIBYTE, (document) => document.replace(/"pin":"\d+"/, '"pin":"x"'), 422, 'esims.pin'],
])('a document with %s, of %i bytes, is refused, and nothing changes', async (_, bytes, spoil, status, message) => {
  const document = await longDocument(bytes)
  const { opened, database } = await watchDatabase(createTestEmulator)
  await buyEsim(opened.api)
  const before = await opened.emulator.state.export()
  const refused = await importText(opened, spoil(document))
  expect([refused.status, refused.json.error?.message]).toEqual([status, expect.stringContaining(message)])
  expect(await opened.emulator.state.export()).toEqual(before)
  await letTurnsPass()
  expect(database.acrossOrganisations.all('SELECT * FROM copies')).toEqual([])
})

test('a document whose caller breaks off is refused, and leaves no organisation', async () => {
  const document = await longDocument(17 * MEBIBYTE)
  const { emulator } = await createTestEmulator()
  const request = arriving(document)
  let parts = 0
  const body = request.body?.pipeThrough(
    new TransformStream({
      transform(part, controller) {
        parts += 1
        if (parts > 260) controller.error(new Error('the line is dead'))
        else controller.enqueue(part)
      },
    }),
  )
  const init = { method: 'POST', body, duplex: 'half', headers: { 'X-API-Key': 'a-new-key' } }
  const response = await emulator.fetch(new Request('http://emulator/_emulator/state', init as RequestInit))
  expect([response.status, (await response.json()).error.code]).toEqual([400, 'incomplete_body'])
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).not.toContain('a-new-key')
})

test('a snapshot that an older version took is restored from its document, and is a copy from then on', async () => {
  const { opened, database } = await watchDatabase(createTestEmulator)
  const { emulator, api } = opened
  await buyEsim(api)
  const { text } = await callRaw(emulator, 'GET', '/_emulator/state')
  database.run(
    'INSERT INTO snapshots (organisation_id, name, taken_at_ms, document) VALUES (?, ?, ?, ?)',
    1,
    'old',
    Date.UTC(2026, 0, 1),
    text,
  )
  for (let time = 0; time < 2; time++) {
    await emulator.clock.advance('1d')
    await buyEsim(api)
    await emulator.snapshots.restore('old')
    expect((await callRaw(emulator, 'GET', '/_emulator/state')).text).toBe(text)
    expect(await emulator.snapshots.list()).toEqual([{ name: 'old', takenAt: '2026-01-01T00:00:00Z' }])
  }
  expect(database.acrossOrganisations.all('SELECT document, copy_id FROM snapshots')).toEqual([
    { document: '', copy_id: expect.any(Number) },
  ])
  await expect(callControl(emulator, { method: 'DELETE', path: '/snapshots/old' })).resolves.toMatchObject({
    status: 204,
  })
})
