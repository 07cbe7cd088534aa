import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { BUILT_IN } from '../../src/fixtures/scenarios.ts'
import { balanceOf, callRaw, orderRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { watchDatabase } from '../support/tables.ts'
import { BUNDLES, buy, buyEsim, observe } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

/** Tables that are not part of the state: the organisations themselves, the journal, the documents, and what is made of the others. */
const NOT_IN_A_DOCUMENT = [
  'organisations',
  'requests',
  'snapshots',
  'copies',
  'removals',
  'esim_references',
  'day_sums',
]

test('every table of an organisation is in its document', async () => {
  const { opened, database } = await watchDatabase(() => createTestEmulator())
  const document = await opened.emulator.state.export()
  const tables = database
    .all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .map(({ name }) => name)
    .filter((name) => !NOT_IN_A_DOCUMENT.includes(name))
  expect(Object.keys(document).sort()).toEqual([...tables, 'organisation', 'version'].sort())
})

test('a document is the same text each time, with a row on a line and no key', async () => {
  const { emulator, api } = await createTestEmulator({ apiKeys: ['a-key-that-shows'] })
  await buy(api, { assign: true, quantity: 3 })
  const [one, same] = [
    await callRaw(emulator, 'GET', '/_emulator/state'),
    await callRaw(emulator, 'GET', '/_emulator/state'),
  ]
  expect(same.text).toBe(one.text)
  expect(one.headers.get('content-type')).toBe('application/json')
  expect(one.text).not.toContain('a-key-that-shows')
  for (const { iccid } of JSON.parse(one.text).esims) {
    expect(one.text.split('\n').filter((line) => line.includes(`"iccid":"${iccid}","sequence":`))).not.toEqual([])
  }
})

test('a document is taken by another organisation, and by another emulator', async () => {
  const [{ emulator, api }, { emulator: elsewhere, api: apiElsewhere }] = [
    await createTestEmulator(),
    await createTestEmulator({ seed: 99 }),
  ]
  await emulator.esims.use(await buyEsim(api), { megabytes: 10 })
  await emulator.clock.advance('1d')
  const document = await emulator.state.export()
  await elsewhere.state.import(document)
  await emulator.organisation('another-key').state.import(document)
  expect(await elsewhere.state.export()).toEqual(document)
  expect(await emulator.organisation('another-key').state.export()).toEqual(document)
  const seen = await observe(api)
  seen[0].organisations[0].apiKey = expect.any(String)
  expect(await observe(apiElsewhere)).toEqual(seen)
  expect((await orderRaw(elsewhere)).text).toBe((await orderRaw(emulator)).text)
})

test.each<[string, (document: Record<string, unknown>) => unknown, string]>([
  ['nothing', () => ({}), 'version'],
  ['another version', (document) => ({ ...document, version: 2 }), 'version'],
  ['no organisation', ({ organisation: _, ...document }) => document, 'state document of version 1'],
  ['an unknown column', (document) => ({ ...document, esims: [{ colour: 'red' }] }), 'esims has no column colour'],
  ['no list', (document) => ({ ...document, orders: {} }), 'orders is not a list'],
  ['a row of another type', (document) => ({ ...document, messages: [{ id: 'x' }] }), ''],
  ['a row that is none', (document) => ({ ...document, messages: [null] }), ''],
  ['a negative balance', (document) => ({ ...document, organisation: { balance_milli: -1 } }), ''],
  ['an object in a row', (document) => ({ ...document, organisation: { currency: {} } }), ''],
])('%s is refused, and nothing changes', async (_, spoil, message) => {
  const { emulator, api } = await createTestEmulator()
  await buy(api, { assign: true })
  const before = await emulator.state.export()
  const refused = await emulator.state.import(spoil(before) as never).catch((error) => error)
  expect([refused.status, refused.message]).toEqual([422, expect.stringContaining(message)])
  expect(await emulator.state.export()).toEqual(before)
  expect((await buy(api)).total).toBe(1.36)
})

type Rows = Record<string, Record<string, unknown>[]>

/** A document of an organisation with something of everything, and one thing in it that is not as it was. */
const alter = (table: string, column: string, value: unknown) => (document: Rows) => ({
  ...document,
  [table]:
    table === 'organisation'
      ? { ...document.organisation, [column]: value }
      : document[table]?.map((row, index) => (index === 0 ? { ...row, [column]: value } : row)),
})

/** As alter, for a column that holds JSON. */
const alterWithin = (table: string, column: string, changes: object) => (document: Rows) => {
  const row =
    table === 'organisation' ? (document.organisation as unknown as Rows[string][number]) : document[table]?.[0]
  return alter(table, column, JSON.stringify({ ...JSON.parse(String(row?.[column])), ...changes }))(document)
}

const FAR = 9e15

test.each<[string, (document: Rows) => unknown, string]>([
  ['settings that are no JSON', alter('organisation', 'settings', 'nonsense'), 'organisation.settings: '],
  ['settings of another form', alterWithin('organisation', 'settings', { rateLimit: 'ten' }), 'rateLimit: '],
  ['a dialect that nobody speaks', alterWithin('organisation', 'settings', { dialect: 'x' }), 'settings.dialect: '],
  ['a profile that is no JSON', alter('organisation', 'profile', '{'), 'organisation.profile: '],
  ['a profile without users', alterWithin('organisation', 'profile', { users: null }), 'organisation.profile.users: '],
  ['no currency', alter('organisation', 'currency', 'money'), 'organisation.currency: '],
  ['a clock that stands for ever', alter('organisation', 'clock_rate', 0), 'clock_rate'],
  [
    'a time that is not a date',
    alter('organisation', 'clock_base_ms', FAR),
    'organisation.clock_base_ms is not a date',
  ],
  [
    'what happened after its clock',
    alter('history', 'at_ms', Date.UTC(2026, 0, 3) + 1),
    'history.at_ms is later than ',
  ],
  ['a clock before what happened', alter('organisation', 'last_now_ms', Date.UTC(2026, 0, 1)), 'is later than '],
  ['numbers that begin again', alter('organisation', 'sequence', 0), 'organisation.sequence is behind '],
  ['assignments that do', alter('organisation', 'assignment_sequence', 0), 'assignment_sequence is behind '],
  ['a kind of event that is none', alter('events', 'kind', 'nonsense'), 'events.kind: '],
  ['an event about no eSIM', alter('events', 'iccid', null), 'events has a row where '],
  ['one about an eSIM that is not there', alter('events', 'iccid', '8943108160000000000'), 'events.iccid refers to '],
  ['one about an assignment that is not there', alter('events', 'subject', 7), 'events.subject refers to '],
  ['one at no date', alter('events', 'due_at_ms', FAR), 'events.due_at_ms is not a date'],
  ['a step of a trip that is none', alter('trip_steps', 'act', '{"kind":"fly"}'), 'trip_steps.act'],
  ['one of an eSIM that is not there', alter('trip_steps', 'iccid', '1'), 'trip_steps.iccid refers to '],
  ['a fault that is none', alterWithin('faults', 'rule', { fault: { type: 'curse' } }), 'faults.rule.fault'],
  ['lines that are none', alter('orders', 'lines', '[{}]'), 'orders.lines.0.type: '],
  ['headers that are none', alter('callbacks', 'headers', '[1]'), 'callbacks.headers'],
  ['an alert that nobody knows', alter('callbacks', 'alert_type', 'x'), 'callbacks.alert_type: '],
  ['a change to no state', alter('transitions', 'after', 'x'), 'transitions.after: '],
  ['a change of no assignment', alter('transitions', 'assignment_id', 7), 'transitions.assignment_id refers to '],
  ['an assignment of no bundle', alter('assignments', 'bundle', 'x'), 'assignments.bundle: '],
  ['an assignment of no eSIM', alter('assignments', 'iccid', 'x'), ''],
  ['an active one without an end', alter('assignments', 'end_at_ms', null), 'assignments has a row where '],
  [
    'a plan without a beginning',
    (document) => ({ ...document, esims: document.esims?.map((row) => ({ ...row, plan_from_ms: null })) }),
    'esims has a row where ',
  ],
  ['a row of another organisation', alter('esims', 'organisation_id', 2), 'esims has no column organisation_id'],
  ['a message to no eSIM', alter('messages', 'iccid', 'x'), 'messages.iccid refers to '],
])('a document with %s is refused, and nothing changes', async (_, spoil, message) => {
  const { emulator, api } = await createTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: createReceiver(() => 500).fetch,
    scenario: {
      esims: [
        { bundles: [{ bundle: BUNDLES.uk }], trip: 'install +1h; attach GB +2h; use 100MB/day; home +3d' },
        { msisdn: '447700900000' },
      ],
      faults: [{ fault: { type: 'reset' }, match: { path: '/networks' } }],
    } as never,
  })
  await emulator.clock.advance('2d')
  const [esim] = await emulator.esims.create({ msisdn: '447700900000' })
  await api.post(`/esims/${esim?.iccid}/sms`, { body: { message: 'x', from: 'eSIM' } })
  await buy(api)
  const before = await emulator.state.export()
  await emulator.state.import(before)
  const refused = await emulator.state.import(spoil(before as never) as never).catch((error) => error)
  expect([refused.status, refused.code, refused.message]).toEqual([
    422,
    'invalid_state',
    expect.stringContaining(message),
  ])
  expect(await emulator.state.export()).toEqual(before)
})

test.each(BUILT_IN.map(({ name }) => name))('the state of %s is one that is taken back', async (scenario) => {
  const { emulator } = await createTestEmulator({ scenario })
  await emulator.clock.advance('5d')
  const document = await emulator.state.export()
  await emulator.state.import(document)
  expect(await emulator.state.export()).toEqual(document)
})

test('a reset organisation is as new, with another seed as one of that seed', async () => {
  const [{ emulator, api }, { emulator: fresh }, { emulator: seeded }] = [
    await createTestEmulator(),
    await createTestEmulator(),
    await createTestEmulator({ seed: 7 }),
  ]
  await buy(api, { assign: true })
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:9/', rateLimit: 3 })
  await emulator.faults.add({ fault: { type: 'reset' } })
  await emulator.clock.advance('8d')
  expect(await emulator.reset()).toEqual({ now: '2026-01-01T00:00:00Z', scenario: 'fresh' })
  expect(await emulator.state.export()).toEqual(await fresh.state.export())
  expect(await emulator.requests.list()).toEqual([])
  await emulator.reset({ seed: 7 })
  expect(await emulator.state.export()).toEqual(await seeded.state.export())
})

test('a reset leaves other organisations alone', async () => {
  const { emulator, api } = await createTestEmulator()
  const other = emulator.organisation('another-key')
  await buy(api.as('another-key'))
  const before = await other.state.export()
  await emulator.reset()
  expect(await other.state.export()).toEqual(before)
})

test.each<[string, object, string]>([
  ['an unknown scenario', { scenario: 'nowhere' }, 'there is no scenario nowhere'],
  ['a scenario that cannot be', { scenario: { inventory: [{ bundle: 'no-such-bundle' }] } }, 'no-such-bundle'],
  ['a seed that is none', { seed: -1 }, 'seed: '],
])('%s is no reset: everything goes on as it was', async (_, world, message) => {
  const wall = new TestSystemClock()
  const { emulator, api } = await createTestEmulator({ wall, clock: 'auto' })
  await emulator.settings.change({ autoInstallAfter: '1h' })
  const iccid = await buyEsim(api)
  const refused = await emulator.reset(world as never).catch((error) => error)
  expect([refused.status, refused.message]).toEqual([422, expect.stringContaining(message)])
  expect(await balanceOf(emulator)).toBe(998.64)
  expect(wall.waits).toContain(3_600_000)
  await wall.pass(3_600_000)
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Enabled')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([2, 1])
})

test('a call that is held up until after a reset is one of the new organisation', async () => {
  const wall = new TestSystemClock()
  const { emulator } = await createTestEmulator({ wall })
  const slow = orderRaw(emulator, { headers: { 'Emulator-Fault': 'delay=1m' } })
  await settle()
  await emulator.reset()
  await wall.pass(60_000)
  expect((await slow).status).toBe(200)
  expect(await balanceOf(emulator)).toBe(998.64)
})

test.each<[string, (emulator: Emulator) => Promise<unknown>]>([
  ['reset', (emulator) => emulator.reset()],
  ['removed', (emulator) => emulator.organisations.remove(emulator.apiKey)],
])(
  'a control call whose body is still on its way when its organisation is %s is one of the new organisation',
  async (_, end) => {
    const { opened, database } = await watchDatabase(() => createTestEmulator())
    const { emulator } = opened
    await emulator.esims.create()
    const { readable, writable } = new TransformStream()
    const headers = { 'X-API-Key': emulator.apiKey }
    const init = { method: 'POST', headers, body: readable, duplex: 'half' } as RequestInit
    const slow = emulator.fetch(new Request('http://emulator/_emulator/esims', init))
    await settle()
    await end(emulator)
    const writer = writable.getWriter()
    await writer.write(new TextEncoder().encode('{ "count": 2 }'))
    await writer.close()
    expect((await slow).status).toBe(201)
    expect(await emulator.esims.list()).toHaveLength(2)
    // The rows of the organisation before are deleted in turns.
    await expect.poll(() => database.acrossOrganisations.all('SELECT 1 FROM esims')).toHaveLength(2)
  },
)

test('the answer to a call that was held up until after a reset is struck by the faults of the new organisation', async () => {
  const wall = new TestSystemClock()
  const { emulator } = await createTestEmulator({ wall })
  const slow = orderRaw(emulator, { headers: { 'Emulator-Fault': 'delay=1m' } })
  await settle()
  await emulator.reset()
  await emulator.faults.add({ phase: 'after', fault: { type: 'status', status: 503 } })
  await wall.pass(60_000)
  expect((await slow).status).toBe(503)
  expect(await emulator.faults.list()).toMatchObject([{ hits: 1 }])
})
