import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../src/state/engine/database.ts'
import { type Command, commands } from '../support/commands.ts'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { watchDatabase } from '../support/tables.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'
import { gap, runTravel, type Travel, travel } from '../support/travel.ts'

type Row = Readonly<Record<string, string | number | null>>

/** The state document of an organisation: every row that it has. */
interface Document {
  readonly organisation: Row
  readonly [table: string]: readonly Row[] | Row
}

const REFERENCES = ['', 'Ada', 'ada 2', 'Ångström', 'ÅNGSTRÖM 7', '日本-Ada', 'İstanbul'] as const

/** What happens beside what resellers and travellers do. */
type Lever =
  | { readonly kind: 'create'; readonly count: number }
  | { readonly kind: 'name'; readonly esim: number; readonly reference: string }
  | { readonly kind: 'balance'; readonly amount: number }
  | { readonly kind: 'give back'; readonly esim: number; readonly comesBack: boolean }
  | { readonly kind: 'refused' | 'restore' | 'import' | 'forget callbacks' | 'no address' | 'an address' }

const lever: fc.Arbitrary<Lever> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant('name' as const),
    esim: fc.nat({ max: 7 }),
    reference: fc.constantFrom(...REFERENCES),
  }),
  fc.record({ kind: fc.constant('give back' as const), esim: fc.nat({ max: 7 }), comesBack: fc.boolean() }),
  fc.record({ kind: fc.constant('balance' as const), amount: fc.constantFrom(5, 400, 5_000) }),
  fc.record({
    kind: fc.constantFrom(
      ...(['refused', 'restore', 'import', 'forget callbacks', 'no address', 'an address'] as const),
    ),
  }),
)

const command = commands.chain((list) => fc.constantFrom(...list))
const story: fc.Arbitrary<{ gap: number; act: Travel | Command | Lever }[]> = fc.array(
  fc.record({ gap, act: fc.oneof<fc.Arbitrary<Travel | Command | Lever>[]>(travel, command, lever) }),
  { minLength: 2, maxLength: 14 },
)

const LEVERS: readonly string[] = [
  ...['create', 'name', 'balance', 'give back', 'refused', 'restore', 'import'],
  ...['forget callbacks', 'no address', 'an address'],
]
const isLever = (act: Travel | Command | Lever): act is Lever => LEVERS.includes(act.kind)

async function pull({ emulator, api }: TestEmulator, act: Lever): Promise<void> {
  const { esims } = await exportState(emulator)
  const rows = esims as readonly Row[]
  switch (act.kind) {
    case 'create':
      await emulator.esims.create({ count: act.count })
      return
    case 'name': {
      const iccid = rows[act.esim % Math.max(1, rows.length)]?.iccid
      if (iccid) await api.put('/esims', { body: { iccid, customerRef: act.reference } })
      return
    }
    case 'give back': {
      // Without its only bundle an eSIM that is not installed enters the returns process; installed in it, it comes back.
      const iccid = rows[act.esim % rows.length]?.iccid as string
      const bought = await api.post('/orders', { body: orderBody({ item: BUNDLES.uk, assign: true, iccids: [iccid] }) })
      if (bought.status === 200) await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
      if (act.comesBack) await emulator.esims.install(iccid).catch(() => undefined)
      return
    }
    case 'balance':
      await emulator.settings.change({ balance: act.amount })
      return
    case 'refused':
      // A transaction that is undone, after it has written.
      await api.post('/orders', {
        body: {
          type: 'transaction',
          assign: true,
          order: [{ type: 'bundle', item: 'esim_1GB_7D_GB_V2', quantity: 900 }],
        },
      })
      return
    case 'restore':
      await emulator.snapshots.take('here')
      await emulator.snapshots.restore('here')
      return
    case 'import':
      await emulator.state.import(withGaps(await exportState(emulator)) as never)
      return
    case 'forget callbacks':
      await emulator.callbacks.clear()
      return
    default:
      await emulator.settings.change({ callbackUrl: act.kind === 'an address' ? RECEIVER_URL : '' })
  }
}

const exportState = async (emulator: TestEmulator['emulator']): Promise<Document> =>
  (await emulator.state.export()) as unknown as Document

/** The same state, in which numbers between the eSIMs were left out. */
const withGaps = (document: Document): Document => ({
  ...document,
  organisation: { ...document.organisation, esim_sequence: 2 * Number(document.organisation.esim_sequence) },
  esims: rowsOf(document, 'esims').map((row) => ({ ...row, sequence: 2 * Number(row.sequence) })),
})

const rowsOf = (document: Document, table: string): readonly Row[] => document[table] as readonly Row[]

const COLUMN_OF = {
  iccid: 'iccid',
  customerRef: 'customer_ref',
  lastAction: 'last_action',
  actionDate: 'action_at_ms',
  assignedDate: 'assigned_at_ms',
} as const
type Name = keyof typeof COLUMN_OF
const NAMES = Object.keys(COLUMN_OF) as Name[]

/** A list of eSIMs that is asked for. Numbers choose a row whose value is looked for, and its part. */
const esimQuery = fc.record({
  filterBy: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
  row: fc.nat({ max: 30 }),
  part: fc.tuple(fc.nat({ max: 19 }), fc.nat({ max: 19 })),
  operator: fc.constantFrom('', 'eq:', 'lt:', 'lte:', 'gt:', 'gte:'),
  orderBy: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
  direction: fc.option(fc.constantFrom('asc', 'desc'), { nil: undefined }),
  perPage: fc.constantFrom(10, 25, 50),
  page: fc.integer({ min: 1, max: 3 }),
})
type EsimQuery = typeof esimQuery extends fc.Arbitrary<infer Query> ? Query : never

/** The list as it is without any parameter but its size. */
const NEWEST: EsimQuery = {
  ...{ filterBy: undefined, row: 0, part: [0, 0], operator: '', orderBy: undefined, direction: undefined },
  ...{ perPage: 50, page: 1 },
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a - Number(b)

const SECOND = 1_000

/** What a filter keeps, by a look at every row. */
function keeps(operator: string, text: string, value: string | number): boolean {
  if (typeof value === 'string') {
    return operator === 'eq:' ? value === text : value.toLowerCase().includes(text.toLowerCase())
  }
  const [second, asked] = [Math.floor(value / SECOND), Math.floor(Date.parse(text) / SECOND)]
  if (operator === 'lt:') return second < asked
  if (operator === 'lte:') return second <= asked
  if (operator === 'gt:') return second > asked
  return operator === 'gte:' ? second >= asked : second === asked
}

async function checkEsims({ api }: TestEmulator, document: Document, query: EsimQuery): Promise<void> {
  const account = rowsOf(document, 'esims').filter((row) => row.returning_since_ms === null)
  const chosen = account[query.row % Math.max(1, account.length)]
  const { filterBy, orderBy, page, perPage } = query
  let operator = ''
  let text: string | undefined
  if (filterBy && chosen) {
    const value = chosen[COLUMN_OF[filterBy]] as string | number
    const isText = typeof value === 'string'
    operator = isText ? (query.operator === 'eq:' ? 'eq:' : '') : query.operator
    const [from, length] = query.part
    text = isText ? (operator === '' ? value.slice(from % 12, from + length) : value) : new Date(value).toISOString()
  }
  const matching = account.filter(
    (row) => text === undefined || !filterBy || keeps(operator, text, row[COLUMN_OF[filterBy]] as string | number),
  )
  const sign = (query.direction ?? (orderBy ? 'asc' : 'desc')) === 'desc' ? -1 : 1
  const sorted = matching.toSorted((a, b) => {
    const [column, age] = [orderBy && COLUMN_OF[orderBy], Number(a.sequence) - Number(b.sequence)]
    const byColumn = column ? compare(a[column] as string | number, b[column] as string | number) : 0
    return sign * (byColumn || age)
  })
  const asked = new URLSearchParams({
    page: String(page),
    perPage: String(perPage),
    ...(text !== undefined && filterBy ? { filterBy, filter: `${operator}${text}` } : {}),
    ...(orderBy ? { orderBy } : {}),
    ...(query.direction ? { direction: query.direction } : {}),
  })
  const { status, json } = await api.get(`/esims?${asked}`)
  expect(status, String(asked)).toBe(200)
  const listed = (json.esims as { iccid: string }[]).map(({ iccid }) => iccid)
  const expected = sorted.slice((page - 1) * perPage, page * perPage).map(({ iccid }) => iccid)
  expect({ asked: String(asked), rows: json.rows, listed }).toEqual({
    asked: String(asked),
    rows: matching.length,
    listed: expected,
  })
}

async function checkOrders({ api, emulator }: TestEmulator, document: Document, at: number): Promise<void> {
  const orders = rowsOf(document, 'orders').toSorted(
    (a, b) => Number(b.created_at_ms) - Number(a.created_at_ms) || Number(b.sequence) - Number(a.sequence),
  )
  const references = (rows: readonly Row[]) => rows.map(({ reference }) => reference)
  const middle = Number(orders[at % Math.max(1, orders.length)]?.created_at_ms ?? 0)
  const later = orders.filter((row) => Number(row.created_at_ms) >= middle)
  for (const page of [1, 2, 3]) {
    for (const [query, matching] of [
      ['', orders],
      [`&createdAt=gte:${new Date(middle).toISOString()}`, later],
    ] as const) {
      const { json } = await api.get(`/orders?limit=10&page=${page}${query}`)
      const shown = (json.orders as { orderReference: string }[]).map(({ orderReference }) => orderReference)
      expect([json.rows, shown]).toEqual([matching.length, references(matching.slice((page - 1) * 10, page * 10))])
    }
  }
  const movements = [
    ...orders.map((row) => [row.sequence, row.total_milli, row.reference] as const),
    ...rowsOf(document, 'adjustments').map((row) => [row.sequence, row.amount_milli, ''] as const),
  ]
    .filter(([, amount]) => amount !== 0)
    .sort((a, b) => Number(a[0]) - Number(b[0]))
  const all = ['', ...movements.map(([, , reference]) => reference)]
  for (const limit of [1, 3, all.length, 100]) {
    const ledger = await emulator.ledger({ limit })
    expect(ledger.movements.map(({ reference }) => reference)).toEqual(all.slice(-limit))
  }
}

async function checkCallbacks({ emulator }: TestEmulator, document: Document, at: number): Promise<void> {
  const callbacks = rowsOf(document, 'callbacks')
    .map((row): Row => ({ ...row, bundle: JSON.parse(String(row.body)).bundle?.name }))
    .toSorted((a, b) => Number(b.id) - Number(a.id))
  const one = callbacks[at % Math.max(1, callbacks.length)]
  const before = Number(one?.id ?? 0) + 1
  const filtered = [[], ['iccid'], ['alert_type'], ['status'], ['alert_type', 'status'], ['iccid', 'status']]
  const ofBundle = [['bundle'], ['bundle', 'status'], ['bundle', 'alert_type'], ['bundle', 'iccid']]
  for (const names of [...filtered, ...ofBundle]) {
    if (names.some((name) => typeof one?.[name] !== 'string')) continue
    const filters = Object.fromEntries(
      names.map((name) => [name === 'alert_type' ? 'alertType' : name, String(one?.[name])]),
    )
    const matching = callbacks.filter((row) => names.every((name) => row[name] === one?.[name]))
    const ids = (rows: readonly Row[]) => rows.slice(0, 5).map(({ id }) => id)
    const list = async (query: object) => (await emulator.callbacks.list(query)).map(({ id }) => id)
    expect(await list({ ...filters, limit: 5 })).toEqual(ids(matching))
    expect(await list({ ...filters, limit: 5, before })).toEqual(ids(matching.filter(({ id }) => Number(id) < before)))
  }
}

async function checkEsim({ emulator }: TestEmulator, document: Document, at: number): Promise<void> {
  const esims = rowsOf(document, 'esims').toSorted((a, b) => Number(a.sequence) - Number(b.sequence))
  const iccids = (rows: readonly Row[]) => rows.slice(0, 10).map(({ iccid }) => iccid)
  const list = async (query: object) => (await emulator.esims.list(query)).map(({ iccid }) => iccid)
  expect(await list({ limit: 10 })).toEqual(iccids(esims))
  const one = esims[at % Math.max(1, esims.length)]
  if (!one) return
  const { iccid, customer_ref: customerRef } = one
  expect(await list({ limit: 10, customerRef })).toEqual(
    iccids(esims.filter((row) => row.customer_ref === customerRef)),
  )
  const changes = rowsOf(document, 'transitions')
    .filter((row) => row.iccid === iccid)
    .map((row) => `${row.before ?? 'new'} -> ${row.after}`)
  const entries = await emulator.esims.timeline(String(iccid))
  expect(entries.flatMap(({ type, text }) => (type === 'transition' ? [text] : []))).toEqual(changes)
}

/** The counts that are kept, of those that are not 0. */
function checkTallies(database: Database, document: Document): void {
  const { tallies } =
    database.acrossOrganisations.get<{ tallies: string | null }>('SELECT tallies FROM organisations') ?? {}
  if (!tallies) return
  const counts: Record<string, number> = {}
  const count = (name: string, units = 1) => {
    if (units > 0) counts[name] = (counts[name] ?? 0) + units
  }
  for (const { returning_since_ms, installed } of rowsOf(document, 'esims')) {
    if (returning_since_ms !== null) continue
    count('esims')
    count('installed', Number(installed))
  }
  for (const _ of rowsOf(document, 'orders')) count('orders')
  for (const { remaining } of rowsOf(document, 'purchases')) count('stock', Number(remaining))
  for (const { state } of rowsOf(document, 'assignments')) count(`assignments.${state}`)
  for (const { status, alert_type } of rowsOf(document, 'callbacks')) count(`callbacks.${status}.${alert_type}`)
  const kept = Object.entries(JSON.parse(tallies) as Record<string, number>).filter(([, units]) => units !== 0)
  expect(Object.fromEntries(kept)).toEqual(counts)
}

test('every list has the rows that a look at all of them finds, whatever happened before', async () => {
  const property = fc.asyncProperty(
    story,
    fc.array(esimQuery, { minLength: 4, maxLength: 8 }),
    fc.nat({ max: 30 }),
    async (acts, queries, at) => {
      const receiver = createReceiver(({ body }) => (body.length % 3 === 0 ? 503 : 200))
      const { opened, database } = await watchDatabase(() =>
        openTestEmulator({
          clock: 'manual',
          start: '2026-01-01T00:00:00Z',
          callbackUrl: RECEIVER_URL,
          callbackFetch: receiver.fetch,
        }),
      )
      const { emulator, api } = opened
      try {
        await emulator.esims.create({ count: 12 })
        for (const { gap: milliseconds, act } of acts) {
          await emulator.clock.advance(milliseconds)
          if (isLever(act)) await pull(opened, act)
          else await runTravel(api, emulator, act)
          const document = await exportState(emulator)
          checkTallies(database, document)
          for (const query of [NEWEST, ...queries.slice(0, 1)]) await checkEsims(opened, document, query)
        }
        const document = await exportState(emulator)
        for (const query of queries) await checkEsims(opened, document, query)
        await checkOrders(opened, document, at)
        await checkCallbacks(opened, document, at)
        await checkEsim(opened, document, at)
      } finally {
        await opened.close()
      }
    },
  )
  await fc.assert(property, { numRuns: 20 })
}, 60_000)
