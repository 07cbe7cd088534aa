import { expect, test, vi } from 'vitest'
import { columnRules } from '../../src/state/document/column-rules.ts'
import { createTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { watchDatabase } from '../support/tables.ts'
import { BUNDLES, buy, buyEsim, observe, orderBody } from '../support/trade.ts'

// Every column of a table is tried with many values.
vi.setConfig({ testTimeout: 30_000 })

/** Of an organisation's row, what says which one it is: a document does not bring these. */
const IDENTITY = ['id', 'api_key', 'clock_wall_ms']

test('every column that a document brings has its rule', async () => {
  const { database } = await watchDatabase(() => createTestEmulator())
  const rules = columnRules()
  const columns = (table: string) =>
    database
      .all<{ name: string }>('SELECT name FROM pragma_table_info(?)', table)
      .map(({ name }) => name)
      .filter((name) => name !== 'organisation_id' && !(table === 'organisations' && IDENTITY.includes(name)))
  const tables = database
    .all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .map(({ name }) => name)
  expect(Object.keys(rules).sort()).toEqual(tables.sort())
  for (const table of tables) expect(Object.keys(rules[table]?.() ?? {}).sort(), table).toEqual(columns(table).sort())
})

/** An organisation with a row in every table. */
async function createTraded(): Promise<TestEmulator> {
  const opened = await createTestEmulator({
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
  const { emulator, api } = opened
  await emulator.clock.advance('2d')
  const [esim] = await emulator.esims.create({ msisdn: '447700900000' })
  await api.post(`/esims/${esim?.iccid}/sms`, { body: { message: 'x', from: 'eSIM' } })
  await emulator.catalogue.change(BUNDLES.uk, { price: 2 })
  await buy(api)
  await buy(api, { assign: true })
  await emulator.catalogue.change(BUNDLES.uk, { duration: 9 })
  await emulator.catalogue.withdraw(BUNDLES.europe, { at: '+1d' })
  await emulator.settings.change({ balance: 900, largeOrders: 'later' })
  await buy(api, { assign: true, quantity: 6 })
  return opened
}

const HOSTILE = [-1, 0, 3, 1e15, 1e18, -1_000_000_000_000_000, 0.5, '', 'x', '{}', '[]', '2026', 'a b\u0000$', null]

type Row = Record<string, unknown>
type Document = Readonly<Record<string, Row[]>> & { readonly organisation: Row }

const altered = (document: Document, table: string, column: string, value: unknown): unknown =>
  table === 'organisations'
    ? { ...document, organisation: { ...document.organisation, [column]: value } }
    : {
        ...document,
        [table]: document[table]?.map((row, index) => (index === 0 ? { ...row, [column]: value } : row)),
      }

/** Does a little of everything: what the emulator itself fails at is thrown by its test support. */
async function useAll({ emulator, api }: TestEmulator): Promise<void> {
  await observe(api)
  const placed = await api.post('/orders', { body: orderBody({ assign: true }) })
  expect([200, 403]).toContain(placed.status)
  expect(placed.text).not.toContain('NaN')
  await emulator.settings.get()
  await emulator.ledger()
  await emulator.callbacks.list()
  for (const { iccid } of await emulator.esims.list()) await emulator.esims.timeline(iccid)
  await emulator.clock.advance('3d').catch((error) => expect([409, 422]).toContain(error.status))
  await emulator.state.export()
}

/** What stays in the file, and is in no document. */
const BESIDE = ['requests', 'snapshots']

test.each(Object.keys(columnRules()).filter((table) => !BESIDE.includes(table)))(
  'whatever is imported into %s works afterwards, or is refused',
  async (table) => {
    const opened = await createTraded()
    const { emulator } = opened
    const document = (await emulator.state.export()) as unknown as Document
    if (table !== 'organisations') expect(document[table]).not.toEqual([])
    for (const column of Object.keys(columnRules()[table]?.() ?? {})) {
      for (const value of HOSTILE) {
        const refused = await emulator.state.import(altered(document, table, column, value) as never).then(
          () => undefined,
          (error) => error,
        )
        if (refused) expect([table, column, value, refused.status]).toEqual([table, column, value, 422])
        else {
          await useAll(opened).catch((error) => {
            throw new Error(`${table}.${column} = ${JSON.stringify(value)}`, { cause: error })
          })
        }
      }
    }
  },
)

test.each<[string, string, unknown]>([
  ['a seed that is none', 'seed', -1_000_000_000_000_000],
  ['a random sequence that begins again', 'random_position', 0],
  ['a clock after the end of time', 'clock_base_ms', 8e15],
  ['a number that cannot be counted to', 'balance_milli', 1e18],
])('%s is refused', async (_, column, value) => {
  const { emulator } = await createTraded()
  const document = (await emulator.state.export()) as unknown as Document
  await expect(emulator.state.import(altered(document, 'organisations', column, value) as never)).rejects.toMatchObject(
    {
      status: 422,
      code: 'invalid_state',
      message: expect.stringContaining(`organisation.${column}`),
    },
  )
})

test('an ICCID of the sequence that a scenario has named is not given again', async () => {
  const { api: elsewhere } = await createTestEmulator()
  const coming = await buyEsim(elsewhere)
  const second = await buyEsim(elsewhere)
  const { api } = await createTestEmulator({ scenario: { esims: [{ iccid: second }] } })
  const given = [await buyEsim(api), await buyEsim(api)]
  expect(new Set([coming, second, ...given]).size).toBeGreaterThan(2)
  expect(given).not.toContain(second)
})

test('a reference that is taken already is not given again', async () => {
  const { emulator, api } = await createTestEmulator()
  await buy(api)
  const document = (await emulator.state.export()) as unknown as Document
  const { orderReference } = await buy(api)
  const [order] = document.orders ?? []
  const orders = [{ ...order, reference: orderReference }]
  await emulator.state.import({ ...document, orders } as never)
  expect((await buy(api)).orderReference).not.toBe(orderReference)
})
