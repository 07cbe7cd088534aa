import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES } from '../support/trade.ts'

const FR = BUNDLES.france

const ESIMS = [
  { customerRef: 'new' },
  { customerRef: 'queued', bundles: [{ bundle: FR }] },
  { customerRef: 'Paris', location: 'FR', bundles: [{ bundle: FR, state: 'active' as const }] },
  { customerRef: 'paris 2', location: 'FR', bundles: [{ bundle: FR, state: 'expired' as const, started: '20d ago' }] },
  { customerRef: 'london', location: 'GB', bundles: [{ bundle: BUNDLES.uk, state: 'active' as const }] },
  { customerRef: 'home', installed: true },
]

async function createWorld() {
  const made = await createTestEmulator({ scenario: { esims: ESIMS } })
  const list = async (query: Parameters<typeof made.emulator.esims.list>[0]) =>
    (await made.emulator.esims.list(query)).map(({ customerRef }) => customerRef)
  return { ...made, list, byAge: await list({}) }
}

type Query = NonNullable<Parameters<Awaited<ReturnType<typeof createWorld>>['list']>[0]>

test.each<[Query, string[]]>([
  [{}, ['new', 'queued', 'Paris', 'paris 2', 'london', 'home']],
  [{ customerRef: 'Paris' }, ['Paris']],
  [{ find: 'PARIS' }, ['Paris', 'paris 2']],
  [{ find: '8943', installed: 'false' }, ['new', 'queued']],
  [{ bundle: FR }, ['queued', 'Paris', 'paris 2']],
  [{ bundleState: 'active' }, ['Paris', 'london']],
  [{ bundle: FR, bundleState: 'active' }, ['Paris']],
  [{ country: 'France' }, ['Paris', 'paris 2']],
  [{ country: 'FR', bundleState: 'queued' }, []],
  [{ installed: 'true', customerRef: 'home' }, ['home']],
])('eSIMs that match %j are listed, those that an act on many is done to', async (query, matching) => {
  const { emulator, list, byAge } = await createWorld()
  const inOrder = byAge.filter((name) => matching.includes(name))
  expect(await list(query)).toEqual(inOrder)
  const { installed, ...conditions } = query
  const { matched } = await emulator.esims.bulk({
    match: { ...conditions, ...(installed === undefined ? {} : { installed: installed === 'true' }) } as never,
    acts: [{ msisdn: {} }],
  })
  expect(matched).toBe(matching.length)
})

test.each<[Query, string[]]>([
  [{ orderBy: 'customerRef' }, ['Paris', 'home', 'london', 'new', 'paris 2', 'queued']],
  [{ orderBy: 'customerRef', direction: 'desc' }, ['queued', 'paris 2', 'new', 'london', 'home', 'Paris']],
  [{ orderBy: 'customerRef', offset: 2, limit: 2 }, ['london', 'new']],
  [{ orderBy: 'customerRef', find: 'paris' }, ['Paris', 'paris 2']],
])('%j orders them', async (query, ordered) => {
  expect(await (await createWorld()).list(query)).toEqual(ordered)
})

test('by age they are turned round, and the answer says how many match', async () => {
  const { emulator, list, byAge } = await createWorld()
  expect(await list({ direction: 'desc' })).toEqual(byAge.toReversed())
  const ask = async (query: string) =>
    (await emulator
      .fetch(new Request(`http://emulator/_emulator/esims?${query}`, { headers: { 'X-API-Key': emulator.apiKey } }))
      .then((response) => response.json())) as { matched: number; esims: unknown[] }
  for (const [query, matched, listed] of [
    ['limit=2', 6, 2],
    ['customerRef=home', 1, 1],
    ['installed=true&limit=1', 4, 1],
    ['offset=5', 6, 1],
  ] as const) {
    const { esims, ...answer } = await ask(query)
    expect([query, answer.matched, esims.length]).toEqual([query, matched, listed])
  }
})

test('a deleted eSIM is listed, and a filter leaves it out, as an act on many does', async () => {
  const { emulator } = await createTestEmulator({ scenario: { esims: [{ customerRef: 'idle' }] } })
  await emulator.clock.advance('700d')
  expect(await emulator.esims.list({ orderBy: 'iccid' })).toHaveLength(1)
  expect(await emulator.esims.list({ find: 'idle' })).toEqual([])
})

test('the eSIMs of an account are put in order by their last action', async () => {
  const { emulator, list, byAge } = await createWorld()
  await emulator.clock.advance('1h')
  const [first] = await emulator.esims.list({ customerRef: byAge[0] as string })
  await emulator.esims.attach(first?.iccid ?? '', 'FR')
  const ordered = await list({ orderBy: 'actionDate' })
  expect(ordered.toSorted()).toEqual(byAge.toSorted())
  expect(await list({ orderBy: 'actionDate', direction: 'desc' })).toEqual(ordered.toReversed())
})

test.each([
  ['country=Atlantis', /Atlantis/],
  ['bundleState=gone', /bundleState/],
  ['orderBy=pin', /orderBy/],
  ['installed=maybe', /installed/],
])('?%s is refused', async (query, message) => {
  const { emulator } = await createTestEmulator()
  const response = await emulator.fetch(
    new Request(`http://emulator/_emulator/esims?${query}`, { headers: { 'X-API-Key': emulator.apiKey } }),
  )
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect((await response.json()).error.message).toMatch(message)
})

test('eSIMs of other issuers, whose ICCIDs are of any length, are found by their bundles', async () => {
  const assignedDate = '2026-01-07T10:00:00Z'
  const iccids = ['894310816700000001', '8944538532000000001', '1043108167000000001', '89431081670000000019']
  const esims = iccids.map((iccid, at) => ({
    ...{ iccid, matchingId: `AB1CD-EF2GH-IJ3KL-MN${at}OP`, smdpAddress: 'rsp-3104.idemia.io', pin: '0000' },
    ...{ puk: '12345678', profileStatus: 'Released', actionDate: assignedDate, assignedDate },
    bundles: [
      {
        name: FR,
        assignments: [
          {
            ...{ id: String(218_400_900 + at), initialQuantity: 1e9, remainingQuantity: 1e9, unlimited: false },
            ...{ assignmentDateTime: assignedDate, bundleState: 'queued' as const },
            assignmentReference: `7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10-${at}`,
          },
        ],
      },
    ],
  }))
  const { emulator } = await createTestEmulator({
    scenario: { name: 'issuers', clock: { now: '2026-01-10T00:00:00Z' }, account: { esims } },
  })
  const found = await emulator.esims.list({ bundle: FR })
  expect(found.map(({ iccid }) => iccid)).toEqual(iccids)
})
