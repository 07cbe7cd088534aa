import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance, getInventory } from '../support/trade.ts'

const APPLIED = 'Successfully Applied Bundle'

test('an apply takes a bundle from the inventory, at no cost, and puts it on a new eSIM', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  const { json } = await api.post('/esims/apply', { body: { bundle: BUNDLES.uk } })
  expect(Object.keys(json)).toEqual(['esims', 'applyReference'])
  expect(Object.keys(json.esims[0])).toEqual(['iccid', 'status', 'bundle'])
  expect(json.esims).toMatchObject([{ status: APPLIED, bundle: BUNDLES.uk }])
  expect(json.applyReference).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(await getAssignments(api, json.esims[0].iccid)).toMatchObject([
    { bundleState: 'queued', assignmentReference: `${json.applyReference}-0` },
  ])
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([1, 997.28])
})

test.each<[string, (iccid: string) => object, number, boolean]>([
  ['a bundle', () => ({ bundle: BUNDLES.uk }), 1, false],
  ['a name', () => ({ name: BUNDLES.uk }), 1, false],
  ['a name and the same bundle', () => ({ name: BUNDLES.uk, bundle: BUNDLES.uk }), 1, false],
  ['a name and an empty bundle', () => ({ name: BUNDLES.uk, bundle: '' }), 1, false],
  ['a bundle and an empty list', () => ({ bundle: BUNDLES.uk, bundles: [] }), 1, false],
  ['an empty ICCID', () => ({ bundle: BUNDLES.uk, iccid: '' }), 1, false],
  ['nulls', () => ({ bundle: BUNDLES.uk, iccid: null, repeat: null, startTime: null, bundles: null }), 1, false],
  ['fields in capitals', () => ({ BUNDLE: BUNDLES.uk, REPEAT: 2 }), 2, false],
  ['a repeat', () => ({ bundle: BUNDLES.uk, repeat: 3 }), 3, false],
  ['a repeat of 0', () => ({ bundle: BUNDLES.uk, repeat: 0 }), 1, false],
  ['a repeat of 0 and an ICCID', (iccid) => ({ bundle: BUNDLES.uk, iccid, repeat: 0 }), 1, true],
  ['a list of empty texts', () => ({ bundle: BUNDLES.uk, bundles: ['', ''] }), 1, false],
  ['an ICCID', (iccid) => ({ bundle: BUNDLES.uk, iccid }), 1, true],
  ['an empty start time', () => ({ bundle: BUNDLES.uk, startTime: '' }), 1, false],
  ['allowReassign, which is not needed', (iccid) => ({ bundle: BUNDLES.uk, iccid, allowReassign: true }), 1, true],
])('an apply of %s', async (_, body, units, named) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { quantity: 3 })
  const { json } = await api.post('/esims/apply', { body: body(iccid) })
  expect(json.esims.map(({ status }: { status: string }) => status)).toEqual(Array(units).fill(APPLIED))
  const iccids: string[] = json.esims.map((esim: { iccid: string }) => esim.iccid)
  expect(new Set(iccids).size).toBe(units)
  expect(iccids.includes(iccid)).toBe(named)
  expect(await countStock(api, BUNDLES.uk)).toBe(3 - units)
})

test.each<[string, (iccid: string) => object, readonly [number, string]]>([
  ['neither bundle nor bundles', (iccid) => ({ iccid }), [400, 'either bundle or bundles must be provided']],
  ['nothing at all', () => ({}), [400, 'either bundle or bundles must be provided']],
  ['both', () => ({ bundle: BUNDLES.uk, bundles: [BUNDLES.uk] }), [400, 'either bundle or bundles must be provided']],
  [
    'a bundle and the name of another',
    () => ({ bundle: BUNDLES.uk, name: BUNDLES.france }),
    [400, 'either bundle or bundles must be provided'],
  ],
  [
    'two names in an entry of a list',
    () => ({ bundles: [{ bundle: BUNDLES.uk, name: BUNDLES.france }] }),
    [400, 'either bundle or bundles must be provided'],
  ],
  ['an empty list', () => ({ bundles: [] }), [400, 'either bundle or bundles must be provided']],
  [
    'a list and an ICCID',
    (iccid) => ({ bundles: [BUNDLES.uk], iccid }),
    [400, 'either bundle or bundles must be provided'],
  ],
  [
    'a list and a repeat',
    () => ({ bundles: [BUNDLES.uk], repeat: 2 }),
    [400, 'either bundle or bundles must be provided'],
  ],
  [
    'an ICCID and a repeat',
    (iccid) => ({ bundle: BUNDLES.uk, iccid, repeat: 2 }),
    [400, 'iccid cannot be used with repeat'],
  ],
  [
    'an ICCID and a repeat in a list',
    (iccid) => ({ bundles: [{ name: BUNDLES.uk, iccid, repeat: 2 }] }),
    [400, 'iccid cannot be used with repeat'],
  ],
  [
    'a nameless entry of a list',
    () => ({ bundles: [{ repeat: 1 }] }),
    [400, 'either bundle or bundles must be provided'],
  ],
  ['a repeat below 0', () => ({ bundle: BUNDLES.uk, repeat: -1 }), [400, 'repeat must be at least 1']],
  [
    'a repeat below 0 in a list',
    () => ({ bundles: [{ name: BUNDLES.uk, repeat: -1 }] }),
    [400, 'repeat must be at least 1'],
  ],
  [
    'a name beside a list',
    () => ({ name: BUNDLES.uk, bundles: [BUNDLES.uk] }),
    [400, 'either name or bundles must be provided'],
  ],
  ['an unknown bundle', () => ({ bundle: 'nothing' }), [400, 'bundle not found: nothing']],
  [
    'a bundle in another letter case',
    () => ({ bundle: 'ESIM_1GB_7D_GB_V2' }),
    [400, 'bundle not found: ESIM_1GB_7D_GB_V2'],
  ],
  ['a bundle that is not in the inventory', () => ({ bundle: BUNDLES.europe }), [403, 'no available bundles']],
  ['more than the inventory has', () => ({ bundle: BUNDLES.uk, repeat: 3 }), [403, 'no available bundles']],
  [
    'more than anyone has',
    () => ({ bundle: BUNDLES.uk, repeat: Number.MAX_SAFE_INTEGER }),
    [403, 'no available bundles'],
  ],
  [
    'more than the inventory has in a list',
    () => ({ bundles: [BUNDLES.uk, { name: BUNDLES.uk, repeat: 2 }] }),
    [403, 'no available bundles'],
  ],
  [
    'one that is there and one that is not',
    () => ({ bundles: [BUNDLES.uk, BUNDLES.europe] }),
    [403, 'no available bundles'],
  ],
  [
    'a bundle that does not fit',
    (iccid) => ({ bundle: BUNDLES.france, iccid }),
    [400, 'bundle not compatible with esim'],
  ],
  [
    'a start time for what starts by itself',
    () => ({ bundle: BUNDLES.uk, startTime: '2026-02-01T00:00:00Z' }),
    [400, 'startTime is only supported for bundles without autostart'],
  ],
  [
    'a start time that is none',
    () => ({ bundle: BUNDLES.uk, startTime: 'tomorrow' }),
    [400, 'failed to parse request body'],
  ],
])('an apply of %s is refused, and takes nothing', async (_, body, refusal) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { quantity: 2 })
  await buy(api, { item: BUNDLES.france })
  await expectRefusal(api, () => api.post('/esims/apply', { body: body(iccid) }), refusal)
})

test('a bundle that does not fit goes to a new eSIM when that is allowed', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { item: BUNDLES.france })
  const body = { bundle: BUNDLES.france, iccid, allowReassign: true }
  const { json } = await api.post('/esims/apply', { body })
  expect(json.esims).toMatchObject([{ status: APPLIED }])
  expect(json.esims[0].iccid).not.toBe(iccid)
  expect(await getAssignments(api, iccid)).toHaveLength(1)
})

test('a bundle that does not start by itself takes a start time', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { item: BUNDLES.scheduled })
  const body = { bundle: BUNDLES.scheduled, startTime: '2026-02-01T00:00:00Z' }
  const { json } = await api.post('/esims/apply', { body })
  expect(await getAssignments(api, json.esims[0].iccid)).toMatchObject([{ bundleState: 'queued' }])
})

test('of several purchases the earlier is taken first', async () => {
  const { api } = await createTestEmulator()
  for (const quantity of [2, 1, 2]) await buy(api, { quantity })
  const left = async () => (await getInventory(api))[0]?.available.map(({ remaining }) => remaining)
  const seen = [await left()]
  for (let unit = 0; unit < 4; unit++) {
    await api.post('/esims/apply', { body: { bundle: BUNDLES.uk } })
    seen.push(await left())
  }
  expect(seen).toEqual([[2, 1, 2], [1, 1, 2], [1, 2], [2], [1]])
})
