import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'
import { gap, runTravel, type Travel, travel } from '../support/travel.ts'

type Row = Readonly<Record<string, string | number | null>>
type Line = { readonly type: string; readonly item: string; readonly takenOff?: string }

/** What happens to the money beside what travellers do. */
type Trade = {
  readonly kind: 'stock' | 'apply' | 'refund' | 'top up' | 'set' | 'refused' | 'give back' | 'restore' | 'import'
}
const trade: fc.Arbitrary<Trade> = fc.record({
  kind: fc.constantFrom(
    ...(['stock', 'apply', 'refund', 'top up', 'set', 'refused', 'give back', 'restore', 'import'] as const),
  ),
})
const story: fc.Arbitrary<{ gap: number; act: Travel | Trade }[]> = fc.array(
  fc.record({ gap, act: fc.oneof<fc.Arbitrary<Travel | Trade>[]>(travel, trade, trade) }),
  { minLength: 2, maxLength: 14 },
)
const TRADES: readonly string[] = [
  'stock',
  'apply',
  'refund',
  'top up',
  'set',
  'refused',
  'give back',
  'restore',
  'import',
]
const isTrade = (act: Travel | Trade): act is Trade => TRADES.includes(act.kind)

async function carryOut({ emulator, api }: TestEmulator, { kind }: Trade): Promise<void> {
  const { purchases } = await emulator.inventory({ limit: 1 })
  switch (kind) {
    case 'stock':
      await api.post('/orders', { body: orderBody({ item: BUNDLES.france, quantity: 2 }) })
      return
    case 'apply':
      await api.post('/esims/apply', { body: { name: BUNDLES.france } })
      return
    case 'refund':
      await api.post('/inventory/refund', { body: { usageId: purchases[0]?.usageId ?? 1, quantity: 1 } })
      return
    case 'top up':
      await api.post('/organisation/balance?amount=1000')
      return
    case 'set':
      await emulator.settings.change({ balance: 400 })
      return
    case 'refused':
      await api.post('/orders', { body: orderBody({ item: BUNDLES.uk, quantity: 900 }) })
      return
    case 'give back': {
      const [order] = (await emulator.statement({ kind: 'order', limit: 1 })).entries
      const unit = order?.reference ? (await emulator.orders.get(order.reference)).esims[0] : undefined
      if (!unit) return
      await api.delete(`/esims/${unit.iccid}/bundles/${unit.bundle}?refundToBalance=true&offerId=${unit.assignmentId}`)
      return
    }
    case 'restore':
      await emulator.snapshots.take('here')
      // Rows that the restore deletes again.
      await api.post('/organisation/balance?amount=1000')
      await emulator.settings.change({ balance: 7 })
      await emulator.snapshots.restore('here')
      return
    default:
      await emulator.state.import(await emulator.state.export())
  }
}

/** Every entry of a statement, read in pages. */
async function readAll({ emulator }: TestEmulator, filter: object, limit: number) {
  const entries: Awaited<ReturnType<typeof emulator.statement>>['entries'] = []
  const days = new Map<string, unknown>()
  let before: string | undefined
  do {
    const page = await emulator.statement({ ...filter, limit, before })
    entries.push(...page.entries)
    for (const day of page.days) days.set(day.date, day)
    before = page.next ?? undefined
  } while (before !== undefined)
  return { entries, days: [...days.values()] }
}

const DAY = 86_400_000
const byAge = (a: Row, b: Row): number => Number(b.sequence) - Number(a.sequence)
const linesOf = (row: Row): readonly Line[] => JSON.parse(String(row.lines)) as Line[]

async function checkStatement(opened: TestEmulator, limit: number, at: number): Promise<void> {
  const document = (await opened.emulator.state.export()) as unknown as Readonly<Record<string, readonly Row[]>>
  const [orders = [], adjustments = []] = [document.orders, document.adjustments]
  const money = [...orders, ...adjustments].toSorted(byAge)
  const amountOf = (row: Row): number =>
    row.amount_milli !== undefined
      ? Number(row.amount_milli)
      : Number(row.total_milli) * (linesOf(row)[0]?.type === 'apiTopup' || row.total_milli === 0 ? 1 : -1)

  const all = await readAll(opened, {}, limit)
  const moved = all.entries.filter(({ kind }) => kind !== 'refused' && kind !== 'opening')
  expect(moved.map(({ reference, amount }) => [reference, amount])).toEqual(
    money.map((row) => [row.reference ?? '', amountOf(row) / 1_000]),
  )
  const balances = all.entries.flatMap(({ balance }) => balance ?? [])
  expect(balances[0]).toBe((await opened.emulator.settings.get()).balance)

  const days = new Map<number, [cameIn: number, wentOut: number, movements: number]>()
  for (const row of money) {
    const amount = amountOf(row)
    if (amount === 0) continue
    const day = Math.floor(Number(row.created_at_ms ?? row.at_ms) / DAY)
    const [cameIn, wentOut, movements] = days.get(day) ?? [0, 0, 0]
    days.set(day, [cameIn + Math.max(amount, 0), wentOut + Math.max(-amount, 0), movements + 1])
  }
  expect(all.days).toEqual(
    [...days].map(([day, [cameIn, wentOut, movements]]) => ({
      date: new Date(day * DAY).toISOString().slice(0, 10),
      cameIn: cameIn / 1_000,
      wentOut: wentOut / 1_000,
      movements,
    })),
  )

  const { esims = [], assignments = [], deliveries = [] } = document
  const references = (rows: readonly Row[]) => rows.toSorted(byAge).map(({ reference }) => reference)
  const found = async (filter: object) =>
    (await readAll(opened, filter, limit)).entries
      .filter(({ kind }) => kind !== 'refused')
      .map(({ reference }) => reference)
  const iccid = esims[at % Math.max(1, esims.length)]?.iccid
  if (typeof iccid === 'string') {
    const bought = new Set(
      assignments.filter((row) => row.iccid === iccid).map((row) => String(row.reference).replace(/-\d+$/, '')),
    )
    const isOfEsim = (row: Row) => bought.has(String(row.reference)) || linesOf(row)[0]?.takenOff === iccid
    expect(await found({ iccid })).toEqual(references(orders.filter(isOfEsim)))
  }
  const isOfFrance = (row: Row) =>
    linesOf(row).some(({ item }) => item === BUNDLES.france) ||
    deliveries.some(({ reference, bundle }) => reference === row.reference && bundle === BUNDLES.france)
  expect(await found({ bundle: BUNDLES.france })).toEqual(references(orders.filter(isOfFrance)))
}

test('a statement has every movement of the state once, in pages of any size, with the sums of its days', async () => {
  const property = fc.asyncProperty(
    story,
    fc.integer({ min: 1, max: 6 }),
    fc.nat({ max: 30 }),
    async (acts, limit, at) => {
      const opened = await openTestEmulator({ clock: 'manual', start: '2026-01-01T22:00:00Z' })
      try {
        for (const { gap: milliseconds, act } of acts) {
          await opened.emulator.clock.advance(milliseconds)
          if (isTrade(act)) await carryOut(opened, act)
          else await runTravel(opened.api, opened.emulator, act)
        }
        await checkStatement(opened, limit, at)
      } finally {
        await opened.close()
      }
    },
  )
  await fc.assert(property, { numRuns: 30 })
}, 60_000)
