import { expect, test } from 'vitest'
import type { Scenario } from '../../src/fixtures/scenarios.ts'
import { renderReport, type StoryReport } from '../../src/scenario/report.ts'
import { runScenario } from '../../src/scenario/run.ts'
import { createTestEmulator } from '../support/emulator.ts'

const FR = 'esim_1GB_7D_FR_V2'
const ORDER = {
  path: '/orders',
  body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: FR, quantity: 1 }] },
}
const WORLD = {
  esims: [
    { customerRef: 'alice', bundles: [{ bundle: FR, state: 'active' as const, used: '600MB', started: '3d ago' }] },
  ],
}
const ALICE = `\${esim.alice}`

async function play(given: Partial<Scenario>): Promise<StoryReport> {
  const scenario = { name: 'test', description: '', ...given }
  const { emulator } = await createTestEmulator({ scenario })
  return runScenario(scenario, {
    handle: emulator,
    fetch: (path, init) => emulator.fetch(new Request(`http://emulator${path}`, init)),
  })
}

/** The expectations that were not met, as `what: expected, actual`. */
const missed = ({ steps }: StoryReport): string[] =>
  steps.flatMap(({ checks }) =>
    checks.filter(({ met }) => !met).map(({ what, expected, actual }) => `${what}: ${expected}, ${actual}`),
  )

test.each<[name: string, steps: Scenario['steps'], expected: RegExp]>([
  ['a balance', [{ expect: { balance: 1 } }], /^balance: 1, 1000$/],
  ['a status', [{ call: ORDER, expect: { status: 402 } }], /^status: 402, 200$/],
  ['a status, said in the call', [{ call: { ...ORDER, expectStatus: 402 } }], /^status: 402, 200$/],
  ['a refusal that nobody expects', [{ call: { path: '/orders/x' } }], /^status: below 400, 4\d\d \{/],
  [
    'a part of an answer',
    [{ call: ORDER, expect: { body: { order: [{ quantity: 2 }] } } }],
    /order\[0\]\.quantity: 2, 1$/,
  ],
  ['what an answer lacks', [{ call: ORDER, expect: { body: { discount: 5 } } }], /^body discount: 5, nothing$/],
  ['no answer', [{ call: ORDER, expect: { noAnswer: true } }], /^answer: none, 200$/],
  ['the number of orders', [{ call: ORDER, expect: { orders: 2 } }], /^orders: 2, 1$/],
  ['the inventory', [{ expect: { inventory: { [FR]: 1 } } }], /: 1, 0$/],
  [
    'the state of a bundle',
    [{ expect: { bundle: { iccid: ALICE, state: 'depleted' } } }],
    /state: "depleted", "active"$/,
  ],
  ['what was used', [{ expect: { bundle: { iccid: ALICE, used: '1GB' } } }], /used: 1GB, 600MB$/],
  ['what is left', [{ expect: { bundle: { iccid: ALICE, remaining: 5 } } }], /remaining: 5, 400MB$/],
  ['a bundle that is not there', [{ expect: { bundle: { iccid: ALICE, bundle: 'x' } } }], /: one, none on this eSIM$/],
  ['where an eSIM is', [{ expect: { esim: { iccid: ALICE, country: 'ES' } } }], /country: "ES", "FR"$/],
  ['callbacks of a type', [{ expect: { callbacks: { alertType: 'FirstUse' } } }], /FirstUse: at least one, 0$/],
  ['how many callbacks', [{ expect: { callbacks: { count: 1 } } }], /^callbacks: 1, 0$/],
])('%s that is not as expected is told', async (_, steps, expected) => {
  const report = await play({ ...WORLD, steps })
  expect(report.met).toBe(false)
  expect(missed(report)).toEqual([expect.stringMatching(expected)])
  expect(renderReport(report)).toMatch(/FAIL.*\n.*: expected .*, it is .*\nnot met: 1 of/)
})

test('the story goes on after an expectation that is not met', async () => {
  const report = await play({ steps: [{ expect: { balance: 1 } }, { advance: '1d', expect: { balance: 1000 } }] })
  expect(report).toMatchObject({ met: false, skipped: 0, steps: [{}, { at: '2026-01-02T00:00:00Z' }] })
})

test.each<[step: NonNullable<Scenario['steps']>[number], error: RegExp]>([
  [{ install: `\${order.x}` }, /^nothing is called order: no step before has an `as`$/],
  [{ install: `\${esim.bob}` }, /^no eSIM has the customer reference "bob"$/],
  [{ install: '8943108167000000000' }, /^this organisation has no eSIM 8943108167000000000$/],
  [{ advance: { to: '2020-01-01T00:00:00Z' } }, /^a clock only goes forward/],
])('%j cannot be carried out, and ends the story', async (step, error) => {
  const report = await play({ steps: [step, { advance: '1d' }] })
  expect(report).toMatchObject({ met: false, skipped: 1, steps: [{ error: expect.stringMatching(error) }] })
})

test('a reference that leads nowhere says what there is', async () => {
  const report = await play({ steps: [{ call: ORDER, as: 'order' }, { install: `\${order.order[0].iccid}` }] })
  expect(report.steps[1]?.error).toMatch(/^there is no order\.order\[0\]\.iccid: order\.order\[0\] has .*iccids/)
  const inherited = await play({ steps: [{ call: ORDER, as: 'order' }, { install: `\${order.constructor.name}` }] })
  expect(inherited.steps[1]?.error).toMatch(/^there is no order\.constructor\.name: order has order, /)
})

test('a reference keeps the type of what it refers to, and can stand within a text', async () => {
  const report = await play({
    inventory: [{ bundle: FR, quantity: 3 }],
    steps: [
      { call: { path: '/inventory' }, as: 'stock' },
      {
        call: { path: '/inventory/refund', body: { usageId: `\${stock.bundles[0].available[0].id}`, quantity: 2 } },
        expect: { inventory: { [FR]: 1 }, balance: 1002.34 },
      },
      { call: ORDER, as: 'order' },
      { call: { path: `/esims/\${order.order[0].iccids[0]}/history` }, expect: { body: { rows: 1 } } },
    ],
  })
  expect(missed(report)).toEqual([])
  expect(report.met).toBe(true)
})

test('callbacks of the past do not count', async () => {
  const report = await play({
    ...WORLD,
    steps: [{ use: { iccid: ALICE, amount: '200MB' }, expect: { callbacks: { alertType: 'Utilisation', count: 1 } } }],
  })
  expect(missed(report)).toEqual([])
})

test('an answer that does not come in time is none', async () => {
  const report = await play({
    faults: [{ match: { operationId: 'createOrder' }, phase: 'after', fault: { type: 'timeout' } }],
    steps: [{ call: { ...ORDER, giveUpAfter: '20ms' }, expect: { noAnswer: true, orders: 1, balance: 998.83 } }],
  })
  expect(missed(report)).toEqual([])
})

test('a step changes the catalogue, and withdraws a bundle at a time', async () => {
  const validate = { ...ORDER, body: { ...ORDER.body, type: 'validate' } }
  const report = await play({
    steps: [
      { catalogue: { bundle: FR, price: 2 } },
      { call: validate, expect: { body: { total: 2 } } },
      { catalogue: { bundle: FR, withdrawn: true, at: '+1h' } },
      { call: validate, expect: { body: { total: 2 } } },
      { advance: '1h' },
      { call: ORDER, expect: { status: 400, balance: 1_000 } },
    ],
  })
  expect(missed(report)).toEqual([])
  expect(report.steps.map(({ name }) => name).filter((name) => name.includes(FR))).toEqual([
    `change ${FR}`,
    `withdraw ${FR} at +1h`,
  ])
})
