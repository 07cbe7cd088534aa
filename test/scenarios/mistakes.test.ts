import { expect, test } from 'vitest'
import { renderPath } from '../../src/contract/scenario/mistakes.ts'
import { checkScenario } from '../../src/fixtures/check-scenario.ts'
import { parseScenario } from '../../src/fixtures/parse-scenario.ts'
import { ScenarioError } from '../../src/fixtures/scenario-error.ts'
import { createTestEmulator } from '../support/emulator.ts'

function mistakesOf(read: () => unknown): ScenarioError['mistakes'] {
  try {
    read()
  } catch (error) {
    if (error instanceof ScenarioError) return error.mistakes
    throw error
  }
  return []
}

const FR = 'esim_1GB_7D_FR_V2'
const esim = (bundle: object) => ({ esims: [{ bundles: [{ bundle: FR, ...bundle }] }] })
const step = (fields: object) => ({ steps: [fields] })

test.each<[scenario: object, path: string, found: string, expected: RegExp]>([
  [{ seed: -1 }, 'seed', '-1', /^a number of at least 0$/],
  [{ seed: 'x' }, 'seed', '"x"', /^a number$/],
  [{ colck: {} }, 'colck', 'a field that is not known here', /^clock instead$/],
  [{ world: {} }, 'world', 'a field that is not known here', /name.*esims.*steps/],
  [{ clock: { now: 'noon' } }, 'clock.now', '"noon"', /^RFC 3339/],
  [{ clock: { mode: 'fast' } }, 'clock.mode', '"fast"', /^"auto" or "manual"$/],
  [{ organisation: { balance: '12' } }, 'organisation.balance', '"12"', /^a number$/],
  [{ organisation: { balnce: 12 } }, 'organisation.balnce', 'a field that is not known here', /^balance instead$/],
  [{ inventory: [{ bundle: FR, quantity: 0 }] }, 'inventory[0].quantity', '0', /at least 1/],
  [{ inventory: [{ bundle: FR, purchased: '3d' }] }, 'inventory[0].purchased', '"3d"', /^a moment such as 70d ago/],
  [{ inventory: {} }, 'inventory', 'nothing', /^a list$/],
  [esim({ state: 'exhausted' }), 'esims[0].bundles[0].state', '"exhausted"', /"queued", "active".*"revoked"/],
  [esim({ state: 'active', used: 'lots' }), 'esims[0].bundles[0].used', '"lots"', /^an amount of data such as 600MB/],
  [esim({ used: '5MB' }), 'esims[0].bundles[0].used', '"5MB"', /queued/],
  [esim({ state: 'active', refundTo: 'balance' }), 'esims[0].bundles[0].refundTo', '"balance"', /state revoked/],
  [{ esims: [{ iccid: 123 }] }, 'esims[0].iccid', '123', /in quotes/],
  [{ esims: [{ trip: 'fly +1d' }] }, 'esims[0].trip', 'step 1, "fly +1d"', /^one that starts with/],
  [{ esims: [{ tripFrom: 'now' }] }, 'esims[0].tripFrom', '"now"', /^a trip beside it$/],
  [{ esims: [{ usagePlan: {} }] }, 'esims[0].usagePlan', 'nothing', /^either megabytesPerDay or profile$/],
  [{ faults: [{ fault: { type: 'stats' } }] }, 'faults[0].fault.type', '"stats"', /"status", "delay", "timeout"/],
  [
    { faults: [{ match: { operationId: 'buy' }, fault: { type: 'reset' } }] },
    'faults[0].match',
    'operationId',
    /matches no operation/,
  ],
  [
    { faults: [{ match: { callback: 'Utilization' }, fault: { type: 'drop' } }] },
    'faults[0].match.callback',
    '"Utilization"',
    /"Utilisation"/,
  ],
  [step({ call: { path: 'orders' } }), 'steps[0].call.path', '"orders"', /^a path of the vendor API/],
  [step({ install: 'alice' }), 'steps[0].install', '"alice"', /^an ICCID in quotes, or a reference/],
  [step({ advance: '3 days' }), 'steps[0].advance', '"3 days"', /^a duration such as/],
  [step({ advance: { by: '3d', to: 'x' } }), 'steps[0].advance.to', '"x"', /^RFC 3339/],
  [step({ name: 'x' }), 'steps[0]', 'name', /^something to do/],
  [step({ advance: '1d', install: `\${esim.x}` }), 'steps[0]', 'advance and install', /^one thing to do/],
  [step({ advance: '1d', expect: { status: 200 } }), 'steps[0].expect.status', '200', /^a call in the same step$/],
  [
    step({ advance: '1d', expect: { callbacks: { alertType: 'Utilization' } } }),
    'steps[0].expect.callbacks.alertType',
    '"Utilization"',
    /"Utilisation"/,
  ],
])('%j: %s', (scenario, path, found, expected) => {
  const mistakes = mistakesOf(() => checkScenario(scenario, 'test'))
  const told = mistakes.find((mistake) => renderPath(mistake.path) === path)
  expect(told, JSON.stringify(mistakes)).toMatchObject({ found, expected: expect.stringMatching(expected) })
})

/** What only shows when the file is compared with the catalogue, or when its past has been played. */
test.each<[scenario: object, path: string, message: RegExp]>([
  [{ inventory: [{ bundle: 'esim_1GB_7D_XX_V2' }] }, 'inventory[0].bundle', /GET \/catalogue lists/],
  [{ inventory: [{ bundle: FR, purchased: '2027-01-01T00:00:00Z' }] }, 'inventory[0].purchased', /before the story/],
  [
    { inventory: [{ bundle: FR, purchased: '2d ago', refunded: { at: '3d ago' } }] },
    'inventory[0].refunded.at',
    /after the purchase/,
  ],
  [{ esims: [{ location: 'XX' }] }, 'esims[0].location', /GET \/networks lists/],
  [{ esims: [{ trip: 'attach XX +1d' }] }, 'esims[0].trip', /GET \/networks lists/],
  [esim({ state: 'active', used: '2GB' }), 'esims[0].bundles[0].used', /less than the 1GB/],
  [esim({ state: 'active', country: 'ES' }), 'esims[0].bundles[0].country', /that the bundle covers/],
  [esim({ state: 'active', started: '3d ago', purchased: '2d ago' }), 'esims[0].bundles[0].started', /after the purch/],
  [
    { esims: [{ bundles: [{ bundle: FR }, { bundle: 'esim_1GB_7D_GB_V2' }] }] },
    'esims[0].bundles[1].bundle',
    /profile 4, expected one of profile 1/,
  ],
  [
    { clock: { start: '2025-12-01T00:00:00Z' }, inventory: [{ bundle: FR, purchased: '70d ago' }] },
    'inventory[0].purchased',
    /after the organisation was opened/,
  ],
  [{ organisation: { balance: 1 }, topUps: [{ amount: 1000, at: '1d ago' }] }, 'organisation.balance', /at least 1000/],
  [
    esim({ state: 'active', started: '9d ago' }),
    'esims[0].bundles[0]',
    /found active, expected expired with 1MB used, which is what its dates lead to/,
  ],
  [esim({ from: 'inventory' }), 'esims[0].bundles[0]', /the API would refuse \(no available bundles/],
])('%j cannot be: %s', async (scenario, path, message) => {
  const error = await createTestEmulator({ scenario }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ScenarioError)
  expect((error as ScenarioError).mistakes.map((mistake) => renderPath(mistake.path))).toEqual([path])
  expect((error as ScenarioError).message).toMatch(message)
})

test('all mistakes of a file are told at once, each with its line', () => {
  const text = `name: bad
seed: -1
esims:
  - customerRef: x
    bundles:
      - bundle: ${FR}
        state: exhausted
steps:
  - advance: never
`
  const mistakes = mistakesOf(() => parseScenario(text, 'bad.yaml'))
  expect(mistakes.map(({ line, path }) => [line, renderPath(path)])).toEqual([
    [2, 'seed'],
    [7, 'esims[0].bundles[0].state'],
    [9, 'steps[0].advance'],
  ])
  expect(() => parseScenario(text, 'bad.yaml')).toThrow(
    /^bad\.yaml has 3 mistakes:\n {2}line 2: seed: found -1, expected a number of at least 0\n/,
  )
})

test('what is not YAML is told with its line', () => {
  expect(mistakesOf(() => parseScenario('a: [1\nb: 2', 'x.yaml'))[0]).toMatchObject({ line: 2 })
})

test.each(['', '\n \n', '# nothing yet\n', '---\n', '\ufeff', 'null', '~'])(
  'a file that says nothing (%j) is a mistake',
  (text) => {
    expect(() => parseScenario(text, 'empty.yaml')).toThrow(
      'empty.yaml has a mistake:\n  found an empty file, expected a scenario, such as `esim-go-emulator init` writes',
    )
  },
)

test('JSON is read too, and a file without a name is called like it', () => {
  expect(parseScenario('{"$schema": "x", "seed": 3}', 'some/where/my-world.json')).toEqual({
    name: 'my-world',
    description: '',
    seed: 3,
  })
})
