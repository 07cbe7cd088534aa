import { expect, test } from 'vitest'
import type { ScenarioDocument } from '../../src/contract/scenario/file.ts'
import { listStories } from '../../src/fixtures/stories.ts'
import { runScenario } from '../../src/scenario/run.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'

const VERA = `\${esim.vera}`

const TRIP: ScenarioDocument = {
  name: 'trip',
  description: 'A traveller uses data.',
  esims: [{ customerRef: 'vera', bundles: [{ bundle: 'esim_1GB_7D_FR_V2', purchased: '1h ago' }] }],
  steps: [
    { name: 'vera lands', attach: { iccid: VERA, country: 'FR' } },
    {
      use: { iccid: VERA, amount: '500MB' },
      expect: { balance: 12, callbacks: { alertType: 'Utilisation', count: 1 } },
    },
    { advance: '7d', expect: { balance: 1000 } },
  ],
}

const BROKEN = { install: `\${esim.nobody}` }

test('a story is played step by step, and says what each expects and what came', async () => {
  const { emulator } = await createTestEmulator()
  expect(await emulator.story.get()).toBeNull()
  const started = await emulator.story.start({ scenario: TRIP })
  expect(started).toMatchObject({
    scenario: 'trip',
    description: TRIP.description,
    state: 'ready',
    played: 0,
    undo: null,
  })
  expect(started.steps.map(({ state, expects }) => [state, ...expects])).toEqual([
    ['next'],
    ['waiting', 'balance 12', '1 callback Utilisation'],
    ['waiting', 'balance 1000'],
  ])
  const first = await emulator.story.play()
  expect(first.steps.map(({ state }) => state)).toEqual(['passed', 'next', 'waiting'])
  const second = await emulator.story.play()
  expect(second).toMatchObject({ state: 'ready', played: 2, failed: 1 })
  expect(second.steps[1]).toMatchObject({
    state: 'failed',
    checks: [
      { what: 'balance', met: false, expected: '12', actual: '1000' },
      { what: 'callbacks Utilisation', met: true },
    ],
  })
  expect(await emulator.story.get()).toEqual(second)
  expect(await emulator.story.play({ toEnd: true })).toMatchObject({ state: 'not met', played: 3, failed: 1 })
  expect((await emulator.clock.get()).now).toBe('2026-01-08T00:00:00Z')
  // There is nothing left to play.
  expect(await emulator.story.play()).toMatchObject({ state: 'not met', played: 3 })
})

test('a step that cannot be carried out ends the story', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.story.start({ scenario: { name: 'broken', steps: [BROKEN, { advance: '1d' }] } })
  const story = await emulator.story.play({ steps: 5 })
  expect(story).toMatchObject({ state: 'not met', played: 1, failed: 1 })
  expect(story.steps).toMatchObject([
    { state: 'broken', error: 'no eSIM has the customer reference "nobody"' },
    { state: 'left out' },
  ])
  expect((await emulator.clock.get()).now).toBe('2026-01-01T00:00:00Z')
})

test.each([
  ['a reset', (emulator) => emulator.reset()],
  ['a restore', (emulator) => emulator.snapshots.restore('before the last scenario')],
  ['its stop', (emulator) => emulator.story.stop()],
] as readonly [string, (emulator: Awaited<ReturnType<typeof createTestEmulator>>['emulator']) => Promise<unknown>][])(
  'a story ends by %s',
  async (_, end) => {
    const { emulator } = await createTestEmulator()
    await emulator.story.start({ scenario: TRIP, undoable: true })
    await emulator.story.play()
    await end(emulator)
    expect(await emulator.story.get()).toBeNull()
    await expect(emulator.story.play()).rejects.toMatchObject({ status: 409, code: 'no_story' })
  },
)

test('the stop leaves the organisation as it is, and the story that was stopped plays no further', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.story.start({ scenario: { steps: [{ advance: '1d' }, { advance: '1d' }] } })
  await emulator.story.play()
  await emulator.story.stop()
  expect((await emulator.clock.get()).now).toBe('2026-01-02T00:00:00Z')
  await emulator.story.stop()
})

test('steps are played by one call at a time', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.story.start({ scenario: { steps: [{ advance: '1d' }, { advance: '1d' }] } })
  const both = await Promise.allSettled([emulator.story.play({ toEnd: true }), emulator.story.play()])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { status: 409, code: 'story_playing' },
  })
  expect(await emulator.story.get()).toMatchObject({ played: 2, state: 'met' })
})

test('a story that the end of the emulator breaks off is refused, and is no failure', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.story.start({ scenario: { steps: Array.from({ length: 200 }, () => ({ advance: '1h' })) } })
  const playing = emulator.story.play({ toEnd: true })
  const refused = expect(playing).rejects.toMatchObject({ status: 503, code: 'story_broken_off' })
  await expect.poll(async () => (await emulator.story.get())?.played ?? 0).toBeGreaterThan(0)
  await emulator.close()
  await refused
})

test('each organisation has a story of its own', async () => {
  const { emulator } = await createTestEmulator()
  const other = emulator.organisation('other-key')
  await other.story.start({ scenario: TRIP })
  expect(await emulator.story.get()).toBeNull()
  await other.story.play()
  expect((await other.esims.list()).length).toBe(1)
  expect(await emulator.esims.list()).toEqual([])
})

test.each(['story', 'reset'] as const)('the state before a %s comes back by its snapshot', async (how) => {
  const { emulator, api } = await createTestEmulator()
  await buyEsim(api)
  const before = await emulator.state.export()
  const { undo } =
    how === 'story'
      ? await emulator.story.start({ scenario: TRIP, undoable: true })
      : await emulator.reset({ scenario: 'low-balance', undoable: true })
  expect(undo).toBe('before the last scenario')
  expect(await emulator.snapshots.list()).toMatchObject([{ name: undo, automatic: true }])
  await emulator.snapshots.restore(undo ?? '')
  expect(await emulator.state.export()).toEqual(before)
})

test('a scenario that cannot be changes nothing, and keeps no snapshot', async () => {
  const { emulator } = await createTestEmulator()
  const before = await emulator.state.export()
  const impossible = { esims: [{ bundles: [{ bundle: 'esim_nothing' }] }] }
  await expect(emulator.story.start({ scenario: impossible, undoable: true })).rejects.toMatchObject({
    code: 'invalid_scenario',
  })
  await expect(emulator.story.start({ scenario: 'nothing of the kind' })).rejects.toMatchObject({
    code: 'unknown_scenario',
  })
  expect(await emulator.snapshots.list()).toEqual([])
  expect(await emulator.state.export()).toEqual(before)
})

test('the text of a scenario is taken, with its line in an error', async () => {
  const { emulator } = await createTestEmulator()
  const text = 'name: mine\nsteps:\n  - advance: 1d\n'
  expect(await emulator.story.start({ scenarioText: text })).toMatchObject({
    scenario: 'mine',
    steps: [{ action: 'advance 1d' }],
  })
  const { status, json } = await callControl(emulator, {
    method: 'POST',
    path: '/story',
    body: { scenarioText: `${text}  - advanse: 1d\n` },
  })
  expect([status, json.error.message]).toEqual([422, expect.stringMatching(/line 4: steps\[1\]\.advanse/)])
})

test('a story played step by step is what `scenario run` reports, for each story of the package', async () => {
  const stories = await listStories()
  expect(stories.length).toBeGreaterThan(5)
  for (const scenario of stories) {
    const { emulator } = await createTestEmulator()
    const { emulator: whole } = await createTestEmulator({ scenario })
    await emulator.story.start({ scenario: scenario.name })
    let story = await emulator.story.play()
    while (story.state === 'ready') story = await emulator.story.play()
    const report = await runScenario(scenario, {
      handle: whole,
      fetch: (path, init) => whole.fetch(new Request(`http://emulator${path}`, init)),
    })
    expect([scenario.name, story.state]).toEqual([scenario.name, 'met'])
    expect(story.steps.map(({ name, at, checks }) => ({ name, at, checks }))).toEqual(report.steps)
  }
})

test('a step reaches the vendor API alone, and never another organisation', async () => {
  const { emulator } = await createTestEmulator({ publicUrl: 'https://shared.test/sim' })
  await emulator.organisation('other-key').settings.change({ balance: 5 })
  const paths = ['/../_emulator/organisations', '/v2.4/../%5Femulator/organisations', '/../sim/_emulator/organisations']
  const steps = [
    ...paths.map((path) => ({ call: { path }, expect: { status: 404 } })),
    // An empty key is that of the default organisation, or no key at all.
    { call: { path: '/../_emulator/organisation', headers: { 'X-API-Key': '' } }, expect: { status: 404 } },
    { call: { method: 'POST' as const, path: '/../_emulator/reset', body: {}, headers: { 'X-API-Key': 'other-key' } } },
  ]
  await emulator.organisation('tenant-key').story.start({ scenario: { name: 'curious', steps } })
  const story = await emulator.organisation('tenant-key').story.play({ toEnd: true })
  expect(story.steps.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed', 'passed', 'failed'])
  expect((await emulator.organisation('other-key').settings.get()).balance).toBe(5)
})

test('a story goes on when its organisation has got another key', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.story.start({ scenario: TRIP })
  await emulator.story.play()
  await emulator.settings.rotateKey('the-new-key')
  expect((await emulator.story.play()).steps.map(({ state }) => state)).toEqual(['passed', 'failed', 'next'])
})
