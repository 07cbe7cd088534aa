import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim, getAssignments } from '../support/trade.ts'

test('a bundle on an eSIM has the documented fields in their order, and no times before it starts', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true })
  const { json } = await api.get(`/esims/${order[0]?.iccids?.[0]}/bundles`)
  const [assignment] = json.bundles[0].assignments
  expect(assignment.id).toMatch(/^\d{9}$/)
  expect(assignment.assignmentDateTime).toBe('2026-01-01T00:00:00.000000000Z')
  expect(JSON.stringify(json)).toBe(
    '{"bundles":[{"name":"esim_1GB_7D_GB_V2","description":"eSIM, 1GB, 7 Days, United Kingdom, V2",' +
      `"assignments":[{"id":"${assignment.id}","callTypeGroup":"data",` +
      '"initialQuantity":1000000000,"remainingQuantity":1000000000,' +
      `"assignmentDateTime":"${assignment.assignmentDateTime}","assignmentReference":"${orderReference}-0",` +
      '"bundleState":"queued","unlimited":false}]}]}',
  )
})

const idsOf = (bundles: readonly { assignments: readonly { id: string }[] }[]): number[] =>
  bundles.flatMap(({ assignments }) => assignments.map(({ id }) => Number(id)))

test('what one order put on an eSIM is in the order in which it starts, in every list', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.year)
  await buy(api, { item: BUNDLES.year, quantity: 1, assign: true, iccids: [iccid] })
  await buy(api, { item: BUNDLES.uk, quantity: 3, assign: true, iccids: [iccid, iccid, iccid] })
  const first = 218_400_000
  const counted = (from: number, count: number) => Array.from({ length: count }, (_, index) => first + from + index)
  const inOrder = [...counted(25, 3), ...counted(13, 12), ...counted(1, 12)]
  expect(idsOf((await api.get(`/esims/${iccid}/bundles?limit=200`)).json.bundles)).toEqual(inOrder)
  expect((await emulator.esims.get(iccid)).bundles.map(({ id }) => Number(id))).toEqual(inOrder)
  expect(idsOf([(await api.get(`/esims/${iccid}/bundles/${BUNDLES.year}`)).json])).toEqual(counted(13, 12))
})

test.each([
  ['', 15],
  ['limit=1', 1],
  ['limit=3', 3],
  ['includeUsed=true&limit=2', 2],
])('/bundles?%s has the assignments that are active among its %i, whatever else there is', async (query, count) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.year)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  await buy(api, { item: BUNDLES.uk, quantity: 4, assign: true, iccids: [iccid, iccid, iccid, iccid] })
  const all = await getAssignments(api, iccid)
  const { bundles } = (await api.get(`/esims/${iccid}/bundles?${query}`)).json
  const shown = bundles.flatMap(({ assignments }: { assignments: { bundleState: string }[] }) => assignments)
  expect(shown).toHaveLength(count)
  expect(shown.filter(({ bundleState }: { bundleState: string }) => bundleState === 'active')).toHaveLength(1)
  expect(shown).toEqual(all.filter(({ id }) => shown.some((each: { id: string }) => each.id === id)))
})

test('assignments are grouped by bundle, the newest first', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  for (const item of [BUNDLES.europe, BUNDLES.uk, BUNDLES.europe]) await buyEsim(api, item, iccid)
  const { bundles } = (await api.get(`/esims/${iccid}/bundles`)).json
  expect(
    bundles.map(({ name, assignments }: { name: string; assignments: unknown[] }) => [name, assignments.length]),
  ).toEqual([
    [BUNDLES.europe, 2],
    [BUNDLES.uk, 2],
  ])
  const ids = bundles[0].assignments.map(({ id }: { id: string }) => Number(id))
  expect(ids).toEqual(ids.toSorted((a: number, b: number) => b - a))
})

test.each([
  ['', 15],
  ['?limit=', 15],
  ['?limit=1', 1],
  ['?limit=20', 20],
  ['?limit=200', 24],
])('/bundles%s shows the %i newest of 24 assignments', async (query, count) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.year)
  await buyEsim(api, BUNDLES.year, iccid)
  const all = await getAssignments(api, iccid)
  const { bundles } = (await api.get(`/esims/${iccid}/bundles${query}`)).json
  expect(bundles[0].assignments).toEqual(all.slice(0, count))
  expect(bundles[0].assignments).toHaveLength(count)
})

test.each(['limit=-1', 'limit=201', 'limit=all', 'limit=1.5'])('?%s is refused', async (query) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/esims/${await buyEsim(api)}/bundles?${query}`)
  expect([answer.status, answer.json]).toEqual([400, { message: 'invalid limit' }])
})

test('a revoked bundle is shown with includeUsed alone', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.europe, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  const names = async (query: string) =>
    (await api.get(`/esims/${iccid}/bundles${query}`)).json.bundles.map(({ name }: { name: string }) => name)
  expect(await names('')).toEqual([BUNDLES.europe])
  expect(await names('?includeUsed=false')).toEqual([BUNDLES.europe])
  expect(await names('?includeUsed=true')).toEqual([BUNDLES.europe, BUNDLES.uk])
})

test('the status of one bundle is that of its latest unit, without its name', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const latest = await buy(api, { assign: true, iccids: [iccid] })
  await buyEsim(api, BUNDLES.europe, iccid)
  const { json } = await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect(Object.keys(json)).toEqual(['assignments'])
  expect(json.assignments).toMatchObject([{ assignmentReference: `${latest.orderReference}-0`, bundleState: 'queued' }])
})

test('the status of one bundle is that of a unit on the eSIM before that of one that was taken away', async () => {
  const { api, emulator } = await createTestEmulator()
  const first = await buy(api, { assign: true })
  const iccid = first.order[0]?.iccids?.[0] as string
  await emulator.esims.use(iccid, { megabytes: 1 })
  const second = await buy(api, { assign: true, iccids: [iccid] })
  const status = async () =>
    (await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).json.assignments.map(
      ({ assignmentReference, bundleState }: Record<string, string>) => [assignmentReference, bundleState],
    )
  expect(await status()).toEqual([[`${second.orderReference}-0`, 'queued']])
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect(await status()).toEqual([[`${first.orderReference}-0`, 'active']])
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect(await status()).toEqual([[`${second.orderReference}-0`, 'revoked']])
})

test.each([BUNDLES.europe, 'nothing', 'ESIM_1GB_7D_GB_V2'])('the bundle %s was never applied', async (name) => {
  const { api } = await createTestEmulator()
  expect((await api.get(`/esims/${await buyEsim(api)}/bundles/${name}`)).json).toEqual({ assignments: [] })
})
