import { afterAll, expect, test } from 'vitest'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { BUNDLES } from '../support/trade.ts'

/** More than are looked at by one statement, and more than are sorted at once. */
const ESIMS = 3_000

/** An eSIM as a list shows it. */
type Listed = Awaited<ReturnType<TestEmulator['emulator']['esims']['list']>>[number]

async function createWorld() {
  const { emulator, close } = await openTestEmulator({
    scenario: {
      esims: [
        { count: 760, customerRef: 'Ada', installed: true },
        { count: 40, customerRef: 'Rare ï', installed: true, bundles: [{ bundle: BUNDLES.uk }] },
        { count: 600, customerRef: 'Bo' },
        { count: 1_400, customerRef: 'ada 2', installed: true, bundles: [{ bundle: BUNDLES.france }] },
        { count: 200, location: 'GB' },
      ],
    },
  })
  await emulator.clock.advance('1h')
  const { esims } = await emulator.esims
    .bulk({ match: { customerRef: 'Bo', limit: 250 }, acts: [{ install: {} }] })
    .then(
      () =>
        emulator.state.export() as unknown as Promise<{
          esims: { iccid: string; sequence: number; action_at_ms: number }[]
        }>,
    )
  const rows = new Map(esims.map((row) => [row.iccid, row]))
  const ask = async (query: Readonly<Record<string, string>>) => {
    const url = `http://emulator/_emulator/esims?${new URLSearchParams(query)}`
    const answer = await emulator.fetch(new Request(url, { headers: { 'X-API-Key': emulator.apiKey } }))
    const { matched, esims } = (await answer.json()) as { matched: number; esims: Listed[] }
    return { matched, iccids: esims.map(({ iccid }) => iccid) }
  }
  const all = await emulator.esims.list({ limit: 10_000 })
  return { ask, all, rows, close }
}

let made: ReturnType<typeof createWorld> | undefined
afterAll(async () => (await made)?.close())

const ORDERS: Readonly<Record<string, (esim: Listed, at: number) => string | number>> = {
  '': () => 0,
  iccid: ({ iccid }) => iccid,
  customerRef: ({ customerRef }) => customerRef,
  actionDate: (_, at) => at,
}

/** The offset and limit of a page whose eSIMs are found by more than one statement. */
const ACROSS = [700, 400] as const

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' ? a - Number(b) : Buffer.compare(Buffer.from(a), Buffer.from(String(b)))

test.each<[Readonly<Record<string, string>>, (esim: Listed) => boolean, number]>([
  [{}, () => true, ESIMS],
  [{ customerRef: 'Bo' }, ({ customerRef }) => customerRef === 'Bo', 600],
  [{ find: 'ADA' }, ({ customerRef }) => /ada/i.test(customerRef), 2_160],
  [{ find: 'RARE' }, ({ customerRef }) => customerRef === 'Rare ï', 40],
  [{ find: 'Ï', bundle: BUNDLES.uk }, ({ customerRef }) => customerRef === 'Rare ï', 40],
  [{ find: 'ada', bundle: BUNDLES.france }, ({ customerRef }) => customerRef === 'ada 2', 1_400],
  [{ find: 'ada 2', installed: 'true' }, ({ customerRef }) => customerRef === 'ada 2', 1_400],
  [{ installed: 'true' }, ({ installed }) => installed, 2_650],
  [{ country: 'GB' }, ({ location }) => location?.country === 'GB', 200],
  [{ bundle: BUNDLES.france }, ({ customerRef }) => customerRef === 'ada 2', 1_400],
  [{ bundle: BUNDLES.uk, installed: 'true' }, ({ customerRef }) => customerRef === 'Rare ï', 40],
  [{ bundleState: 'queued' }, ({ bundles }) => bundles.length > 0, 1_440],
  [{ find: '89' }, () => true, ESIMS],
])('a page of many eSIMs that match %j is that of the whole list in its order', async (query, matches, count) => {
  made ??= createWorld()
  const { ask, all, rows } = await made
  const byAge = all.filter(matches)
  expect(byAge).toHaveLength(count)
  for (const [orderBy, read] of Object.entries(ORDERS)) {
    const at = ({ iccid }: Listed): number => rows.get(iccid)?.action_at_ms ?? 0
    const ascending = byAge.toSorted((a, b) => compare(read(a, at(a)), read(b, at(b)))).map(({ iccid }) => iccid)
    for (const direction of ['asc', 'desc']) {
      const ordered = direction === 'asc' ? ascending : ascending.toReversed()
      for (const [offset, limit] of [...[0, 150, count - 3, count].map((each) => [each, 20] as const), ACROSS]) {
        const order = orderBy === '' ? {} : { orderBy }
        const page = { offset: String(offset), limit: String(limit) }
        const { matched, iccids } = await ask({ ...query, ...order, direction, ...page })
        expect([orderBy, direction, offset, matched]).toEqual([orderBy, direction, offset, count])
        expect(iccids, `${orderBy} ${direction} ${offset}`).toEqual(ordered.slice(offset, offset + limit))
      }
    }
  }
})

test.each<Readonly<Record<string, string>>>([
  { bundle: 'none' },
  { bundle: BUNDLES.uk, installed: 'false' },
  { bundle: BUNDLES.france, find: 'rare' },
  { bundleState: 'revoked' },
  { bundleState: 'queued', country: 'GB' },
  { find: 'nobody' },
])('no eSIM of many matches %j', async (query) => {
  made ??= createWorld()
  expect(await (await made).ask(query)).toEqual({ matched: 0, iccids: [] })
})

test('a whole ICCID finds its eSIM among many', async () => {
  made ??= createWorld()
  const { ask, all } = await made
  const { iccid = '' } = all.find(({ installed }) => !installed) ?? {}
  expect(await ask({ find: iccid })).toEqual({ matched: 1, iccids: [iccid] })
  expect(await ask({ find: iccid, installed: 'true' })).toMatchObject({ matched: 0 })
})
