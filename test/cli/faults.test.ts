import { expect, test } from 'vitest'
import { faultKind, faultTarget } from '../../src/cli/fault-words.ts'
import { runCommand } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'

async function drive() {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const run = (...args: string[]) => runCommand(['faults', ...args], { ESIM_EMULATOR_URL: url })
  return { emulator, run }
}

test.each<[typed: string, target: object]>([
  ['createOrder', { operationId: 'createOrder' }],
  ['POST /orders', { method: 'POST', path: '/orders' }],
  ['get /v2.4/esims/*', { method: 'GET', path: '/v2.4/esims/*' }],
  ['/esims/*', { path: '/esims/*' }],
  ['calls', {}],
  ['*', {}],
  ['callbacks', { callback: '*' }],
  ['Utilisation', { callback: 'Utilisation' }],
  ['lowbalance', { callback: 'LowBalance' }],
  ['esim.deleted', { callback: 'esim.deleted' }],
])('%s is what a fault is about', (typed, target) => {
  expect(faultTarget(typed)).toEqual(target)
})

test.each<[typed: string, kind: object]>([
  ['503', { type: 'status', status: 503 }],
  ['status=429', { type: 'status', status: 429 }],
  ['delay=2', { type: 'delay', delay: '2s' }],
  ['delay=1h', { type: 'delay', delay: '1h' }],
  ['timeout', { type: 'timeout' }],
  ['reset', { type: 'reset' }],
  ['malformed', { type: 'malformed' }],
  ['drop', { type: 'drop' }],
  ['duplicate', { type: 'duplicate' }],
  ['duplicate=3', { type: 'duplicate', count: 3 }],
  ['reorder', { type: 'reorder' }],
  ['bad-signature', { type: 'bad-signature' }],
])('%s goes wrong', (typed, kind) => {
  expect(faultKind(typed)).toEqual(kind)
})

/** Faults as they are typed; what the list says of each can be typed again. */
const RULES: readonly (readonly string[])[] = [
  ['createOrder', 'status=503', '--times', '2'],
  ['POST /orders', 'reset', '--phase', 'after'],
  ['calls', 'delay=2s', '--skip', '3', '--probability', '0.5'],
  ['/esims/*', 'malformed'],
  ['callbacks', 'drop'],
  ['Utilisation', 'duplicate=3', '--times', '1'],
  ['callbacks', 'delay=1h'],
]

test('what is added is in force, and listed as it is typed', async () => {
  const { emulator, run } = await drive()
  for (const rule of RULES) expect(await run('add', ...rule)).toMatchObject({ code: 0, stderr: '' })
  const { stdout } = await run()
  const typed = RULES.map(([what = '', ...rest]) => [what.includes(' ') ? `"${what}"` : what, ...rest].join(' '))
  const listed = stdout
    .trimEnd()
    .split('\n')
    .filter((_, index) => index % 2 === 0)
  const sentences = (await emulator.faults.list()).map(({ sentence }) => sentence)
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .filter((_, index) => index % 2 === 1)
      .map((line) => line.trim()),
  ).toEqual(sentences)
  expect(listed.map((line) => line.replace(/^\d+ {2}/, ''))).toEqual(typed.map((rule) => `${rule}  0 hits`))
  expect(await emulator.faults.list()).toMatchObject([
    { match: { operationId: 'createOrder' }, fault: { type: 'status', status: 503 }, times: 2 },
    { match: { method: 'POST', path: '/orders' }, phase: 'after', fault: { type: 'reset' } },
    { match: {}, fault: { type: 'delay', delay: 'PT2S' }, after: 3, probability: 0.5 },
    { match: { path: '/esims/*' }, fault: { type: 'malformed' } },
    { match: { callback: '*' }, fault: { type: 'drop' } },
    { match: { callback: 'Utilisation' }, fault: { type: 'duplicate', count: 3 }, times: 1 },
    { match: { callback: '*' }, fault: { type: 'delay', delay: 'PT1H' } },
  ])
})

test('one is removed by its number, and all at once', async () => {
  const { emulator, run } = await drive()
  for (const rule of RULES) await run('add', ...rule)
  const [first] = await emulator.faults.list()
  expect(await run('remove', String(first?.id))).toMatchObject({ code: 0, stdout: `removed fault ${first?.id}\n` })
  expect(await emulator.faults.list()).toHaveLength(RULES.length - 1)
  expect(await run('remove', String(first?.id))).toMatchObject({
    code: 1,
    stderr: `esim-go-emulator: there is no fault ${first?.id}\n`,
  })
  expect(await run('remove', 'all', '--json')).toMatchObject({ code: 0, stdout: '{"removed":"all"}\n' })
  expect(await emulator.faults.list()).toEqual([])
})

test.each<[args: string[], line: RegExp]>([
  [['add'], /missing required argument 'what'/],
  [['add', 'createOrder'], /missing required argument 'fault'/],
  [
    ['add', 'creatOrder', '503'],
    /It must be an operation .*, calls, callbacks or a callback type\. \(did you mean createOrder\?\)$/,
  ],
  [['add', '/nowhere', '503'], /No operation is called so/],
  [['add', 'DELETE /orders', '503'], /No operation is called so/],
  [['add', 'createOrder', '99'], /It must be of calls 503 \(any status from 200 to 599\), delay=2s, timeout/],
  [['add', 'createOrder', 'delay'], /delay=2s, timeout, reset or malformed; of callbacks drop/],
  [['add', 'createOrder', 'delay=soon'], /It must be a duration/],
  [['add', 'createOrder', 'reset=1'], /It must be of calls/],
  [['add', 'Utilisation', 'duplicate=0'], /duplicate=3/],
  [['add', 'createOrder', 'drop'], /^esim-go-emulator: faults of calls are 503 /],
  [['add', 'callbacks', '503'], /^esim-go-emulator: faults of callbacks are drop, /],
  [['add', 'callbacks', 'drop', '--phase', 'after'], /--phase is for faults of calls/],
  [['add', 'createOrder', '503', '--times', '0'], /It must be a whole number from 1 to/],
  [['add', 'createOrder', '503', '--probability', '2'], /It must be a number from 0 to 1/],
  [['add', 'createOrder', '503', '--phase', 'during'], /Allowed choices are before, after/],
  [['remove', 'first'], /It must be the number of a fault/],
])('faults %j is wrong usage, and adds none', async (args, line) => {
  const { emulator, run } = await drive()
  const { code, stdout, stderr } = await run(...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr.split('\n')[0]).toMatch(line)
  expect(await emulator.faults.list()).toEqual([])
})

test('one is disabled, enabled again, and ends by the clock', async () => {
  const { emulator, run } = await drive()
  await run('add', 'createOrder', '503', '--until', '+2d')
  const [fault] = await emulator.faults.list()
  expect(fault).toMatchObject({ until: '2026-01-03T00:00:00Z', state: 'in force' })
  const id = String(fault?.id)
  expect((await run('disable', id)).stdout).toContain('until Saturday 2026-01-03 00:00. (disabled)\n')
  expect((await run('enable', id)).stdout).not.toContain('disabled')
  await emulator.clock.advance('2d')
  expect((await run()).stdout).toContain('(over)')
  expect(await run('disable', '999')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is no fault 999'),
  })
  expect(await run('disable', 'all')).toMatchObject({ code: 2 })
})
