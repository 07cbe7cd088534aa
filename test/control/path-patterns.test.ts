import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'

const ICCID = '8943108167000000019'
const ESIM = `/esims/${ICCID}`

/** How many calls have a path of that form, when one of that path was made. */
async function countCalls(path: string, pattern: string) {
  const { emulator } = await createTestEmulator()
  await callRaw(emulator, 'GET', `/v2.4${path}`)
  const { count } = await emulator.requests.verify({ match: { path: pattern } })
  return count
}

test.each([
  [ESIM, ESIM, 1],
  [ESIM, `/v2.2${ESIM}`, 1],
  [ESIM, `${ESIM}/`, 1],
  [ESIM, '/esims', 0],
  [ESIM, ESIM.slice(0, -1), 0],
  [ESIM, `${ESIM}0`, 0],
  [ESIM, '*', 1],
  [ESIM, '/esims*', 1],
  [ESIM, '/esims/*', 1],
  [ESIM, '/esims/**', 1],
  [ESIM, '*0000*', 1],
  [ESIM, '*0000*0000*', 0],
  [ESIM, '*19', 1],
  [ESIM, '*9*19', 1],
  [ESIM, '*18', 0],
  [ESIM, '*/*/*', 1],
  [ESIM, '*/*/*/*', 0],
  [ESIM, '/esims/{iccid}', 1],
  [ESIM, '/{any}/{iccid}', 1],
  [ESIM, '/esims/894{rest}', 1],
  [ESIM, '/{any}', 0],
  [ESIM, '/esims/{iccid}/bundles', 0],
  [ESIM, '/esims/{iccid}*', 1],
  [ESIM, '*/{iccid}', 1],
  [ESIM, '/ESIMS/{iccid}', 0],
  [`${ESIM}/bundles/a.b`, '/esims/{iccid}/bundles/{name}', 1],
  [`${ESIM}/bundles/a.b`, '/esims/*/bundles/*', 1],
  [`${ESIM}/bundles/a.b`, '/esims/*/a.b', 1],
  [`${ESIM}/bundles/a.b`, '/esims/*/a?b', 0],
  [`${ESIM}/bundles/a.b`, '/esims/*/[a].b', 0],
  [`${ESIM}/bundles/a.b`, '*{name}', 1],
  [`${ESIM}/bundles/a.b`, '/esims/{iccid}/b*/a{x}b', 0],
])('of calls of %s, the pattern %s finds %i', async (path, pattern, count) => {
  expect(await countCalls(path, pattern)).toBe(count)
})

test.each([
  // To try all ways would take longer than the world lasts: this test would not end.
  ['wildcards', `${'*a'.repeat(30)}*b`, `/${'a'.repeat(300)}`, 0],
  ['wildcards that fit', `${'*a'.repeat(30)}*`, `/${'a'.repeat(300)}`, 1],
  ['names', `${'*{x}'.repeat(30)}b`, `/${'a'.repeat(300)}`, 0],
  ['slashes', '*', `${'/'.repeat(100_000)}a/`, 1],
])('%s are looked for without trying all ways there are', async (_, pattern, path, count) => {
  expect(await countCalls(path, pattern)).toBe(count)
})

test('a pattern longer than any path has to be is refused wherever one is taken', async () => {
  const { emulator } = await createTestEmulator()
  const path = '*'.padEnd(501, 'a')
  const refused = { status: 422, message: expect.stringContaining('path: ') }
  await expect(emulator.requests.verify({ match: { path } })).rejects.toMatchObject(refused)
  await expect(emulator.requests.list({ path })).rejects.toMatchObject(refused)
  await expect(emulator.faults.add({ match: { path }, fault: { type: 'reset' } })).rejects.toMatchObject(refused)
})

test('a long description is looked for like any other', async () => {
  const { api } = await createTestEmulator()
  const { status, json } = await api.get(`/catalogue?description=${'a'.repeat(60_000)}`)
  expect([status, json.rows]).toEqual([200, 0])
})
