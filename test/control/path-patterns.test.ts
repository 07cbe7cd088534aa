import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultTarget } from '../../src/cli/fault-words.ts'
import { matchesPath, patternsMeet } from '../../src/domain/path-pattern.ts'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { findElements, look } from '../support/page.ts'

const ICCID = '8943108167000000019'
const ESIM = `/esims/${ICCID}`

const STRUCK = 599

/** Whether a call of that path is found by that pattern, by everything that takes one. */
async function findCall(path: string, pattern: string) {
  const { emulator } = await createTestEmulator()
  const call = () => callRaw(emulator, 'GET', `/v2.4${path}`)
  await call()
  const list = (await emulator.requests.list({ path: pattern })).length
  const verify = (await emulator.requests.verify({ match: { path: pattern } })).count
  const { html } = await look(emulator, `/_emulator/ui/journal?path=${encodeURIComponent(pattern)}`)
  const dashboard = findElements(html, 'tr[data-item^=r]').length
  const fault = await emulator.faults
    .add({ match: { path: pattern }, fault: { type: 'status', status: STRUCK } })
    .then(call, (refused) => refused)
  return { list, verify, dashboard, fault: Number(fault.status === STRUCK) }
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
  [ESIM, `/documented/v2.5${ESIM}`, 1],
  [ESIM, '/v2.9*', 0],
  [ESIM, '/esims/{iccid}/', 1],
  [ESIM, '/{any}s/{iccid}', 0],
  [ESIM, '/esims/*{iccid}', 1],
  [ESIM, 'esims/{iccid}', 0],
  ['/orders', '/', 0],
  ['/orders', '/orders{more}', 0],
  ['/orders', '/orders*', 1],
  ['/orders', "/orders' OR '1", 0],
  ['/orders/', '/orders', 1],
])('of calls of %s, the pattern %s finds %i', async (path, pattern, count) => {
  expect(await findCall(path, pattern)).toEqual({ list: count, verify: count, dashboard: count, fault: count })
})

test.each([
  ['*0000*', true],
  ['*9*19', true],
  ['/esims/894{rest}', true],
  ['/{any}/{iccid}', true],
  ['*/bundles', true],
  ['/v2.2/orders', true],
  ['POST *', true],
  ['GET */bundles/*', true],
  ['DELETE /orders*', false],
  ['/v2.9/*', false],
  ['/esim', false],
  ['/orders/{number}/items/*', false],
  ['*?*', true],
  ['*//*', false],
])('a fault typed as %s is of some operation: %j', (typed, known) => {
  const target = () => faultTarget(typed)
  if (known) expect(target()).toMatchObject({ path: typed.split(' ').at(-1) })
  else expect(target).toThrow('No operation is called so')
})

test.each(['/v2', '/v2.0', '/v2.3', '/v2.5', '/documented/v2', '/documented/v2.4'])(
  'a call under %s is found without its prefix, and under that of another version',
  async (prefix) => {
    const { emulator } = await createTestEmulator()
    await callRaw(emulator, 'GET', `${prefix}/orders`)
    for (const path of ['/orders', '/v2.1/orders', '/documented/v2.2/ord*']) {
      expect([path, await emulator.requests.list({ path })]).toEqual([path, [expect.objectContaining({ id: 1 })]])
    }
  },
)

test('pages of a list are full of what its pattern finds', async () => {
  const { emulator } = await createTestEmulator()
  for (let call = 1; call <= 40; call += 1) await callRaw(emulator, 'GET', call % 4 ? '/v2.4/orders' : `/v2.4${ESIM}`)
  const pageBefore = async (before?: number) =>
    (await emulator.requests.list({ path: '/esims/{iccid}', limit: 4, before })).map(({ id }) => id)
  expect([await pageBefore(), await pageBefore(28), await pageBefore(12)]).toEqual([
    [40, 36, 32, 28],
    [24, 20, 16, 12],
    [8, 4],
  ])
})

const piece = fc.constantFrom('a', 'b', '/', '*', '{x}')
const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
const path = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }).map((characters) => `x${characters.join('')}x`)

test('a path is found exactly where a regular expression of the pattern finds it', () => {
  const property = fc.property(pattern, path, (written, called) => {
    const source = written.replace(/\*|\{x\}/g, (found) => (found === '*' ? '[^]*' : '[^/]+(?![^/])'))
    expect(matchesPath(`x${written}x`, called)).toBe(new RegExp(`^x${source}x$`).test(called))
    expect(matchesPath(`*${written}*x`, called)).toBe(new RegExp(`^[^]*${source}[^]*x$`).test(called))
  })
  fc.assert(property, { numRuns: 2_000 })
})

test('two patterns meet where one path is of both', () => {
  const property = fc.property(pattern, pattern, path, (one, other, called) => {
    const [a, b] = [`*${one}*`, `x${other}*`]
    if (matchesPath(a, called) && matchesPath(b, called)) expect(patternsMeet(a, b)).toBe(true)
    expect(patternsMeet(a, b)).toBe(patternsMeet(b, a))
    if (!a.includes('{')) expect(patternsMeet(a, called)).toBe(matchesPath(a, called))
  })
  fc.assert(property, { numRuns: 2_000 })
})

test.each([
  // To try all ways would take longer than the world lasts: this test would not end.
  ['wildcards', `${'*a'.repeat(30)}*b`, `/${'a'.repeat(300)}`, 0],
  ['wildcards that fit', `${'*a'.repeat(30)}*`, `/${'a'.repeat(300)}`, 1],
  ['names', `${'*{x}'.repeat(30)}b`, `/${'a'.repeat(300)}`, 0],
  ['slashes', '*', `${'/'.repeat(100_000)}a/`, 1],
])('%s are looked for without trying all ways there are', async (_, pattern, path, count) => {
  expect(await findCall(path, pattern)).toMatchObject({ list: count, verify: count, dashboard: count })
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
