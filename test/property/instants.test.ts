import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUILT_IN } from '../../src/fixtures/scenarios.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { findFutureDates } from '../support/laws/time.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { nanosecondsOf } from '../support/shown.ts'
import { BUNDLES, getAssignments, getInventory, orderBody } from '../support/trade.ts'
import { gap, runTravel, type Travel, travel } from '../support/travel.ts'

const DAY = 86_400_000

type Step = Travel | { readonly kind: 'stock'; readonly item: string; readonly startAfter: number | null }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: travel },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('stock' as const),
      item: fc.constantFrom(BUNDLES.uk, BUNDLES.scheduled, BUNDLES.year),
      startAfter: fc.option(fc.integer({ min: 0, max: 3 * DAY })),
    }),
  },
)

const journeys = fc.array(fc.record({ gap: fc.oneof(gap, fc.integer({ min: 1, max: 5_000 })), step }), {
  minLength: 2,
  maxLength: 7,
})

const settings = fc.record({
  processingDelay: fc.constantFrom(0, 0, 90_001),
  autoInstallAfter: fc.constantFrom(null, 3_120_017),
  returnsDelay: fc.constantFrom('4d', '1ms', '12345ms'),
})

const openAt = (start: number) => {
  const { fetch } = createReceiver()
  return openTestEmulator({
    start: new Date(Date.UTC(2026, 0, 31, 22) + start).toISOString(),
    callbackUrl: RECEIVER_URL,
    callbackFetch: fetch,
  })
}
type Opened = Awaited<ReturnType<typeof openAt>>

async function take({ api, emulator }: Opened, step: Step): Promise<void> {
  if (step.kind !== 'stock') return void (await runTravel(api, emulator, step as Travel))
  await api.post('/orders', { body: orderBody({ item: step.item, quantity: 2 }) })
  const start = Date.parse((await emulator.clock.get()).now) + (step.startAfter ?? 0)
  const startTime = step.startAfter === null ? {} : { startTime: new Date(start).toISOString() }
  await api.post('/esims/apply', { body: { bundle: step.item, ...startTime } })
}

test('nothing that is told of the past is later than the clock', async () => {
  const property = fc.asyncProperty(journeys, settings, fc.nat({ max: 999 }), async (journey, changes, start) => {
    const opened = await openAt(start)
    await opened.emulator.settings.change(changes)
    for (const { gap, step } of journey) {
      await opened.emulator.clock.advance(gap)
      await take(opened, step)
    }
    const errors = await findFutureDates(opened.emulator)
    await opened.close()
    expect(errors).toEqual([])
  })
  await fc.assert(property, { numRuns: 25 })
}, 120_000)

test.each(BUILT_IN.map(({ name }) => name))(
  'nothing in the past of the scenario %s is later than the clock',
  async (scenario) => {
    const { emulator, close } = await openTestEmulator({ scenario, start: '2026-03-01T10:00:00.466Z' })
    const errors = await findFutureDates(emulator)
    await close()
    expect(errors).toEqual([])
  },
  30_000,
)

/** How things stand: what an instant that was shown said would come. */
interface Standing {
  readonly states: ReadonlyMap<string, string>
  readonly stock: ReadonlySet<number>
  readonly plans: ReadonlySet<string>
  readonly due: readonly bigint[]
}

async function observeStanding({ api, emulator }: Opened): Promise<Standing> {
  const esims = await emulator.esims.list({ limit: 1_000 })
  return {
    states: new Map(esims.flatMap(({ bundles }) => bundles.map(({ id, bundleState }) => [id, bundleState]))),
    stock: new Set((await getInventory(api)).flatMap(({ available }) => available.map(({ id }) => id))),
    plans: new Set(esims.flatMap(({ iccid, usagePlan }) => (usagePlan ? [iccid] : []))),
    due: (await emulator.clock.events({ limit: 1_000 })).map(({ at }) => nanosecondsOf(at) as bigint),
  }
}

/** Something that an answer says will be so from an instant on. */
interface Claim {
  readonly at: bigint
  readonly says: string
  readonly isTrue: (standing: Standing) => boolean
}

/** What the answers say is to come. */
async function readClaims({ api, emulator }: Opened): Promise<Claim[]> {
  const claims: Claim[] = []
  const claim = (text: string | null | undefined, says: string, isTrue: Claim['isTrue']) => {
    const at = nanosecondsOf(text ?? '')
    if (at !== undefined) claims.push({ at, says: `${says} at ${text}`, isTrue })
  }
  for (const { iccid, usagePlan } of await emulator.esims.list({ limit: 1_000 })) {
    claim(usagePlan?.until, `the plan of ${iccid} ends`, ({ plans }) => !plans.has(iccid))
    const { status } = await api.get(`/esims/${iccid}`)
    for (const { id, endTime, bundleState } of status === 200 ? await getAssignments(api, iccid) : []) {
      if (bundleState !== 'active' && bundleState !== 'depleted') continue
      claim(endTime, `${id} ends`, ({ states }) => states.get(id) === 'expired')
    }
  }
  for (const { available } of await getInventory(api)) {
    for (const { id, expiry } of available) claim(expiry, `purchase ${id} expires`, ({ stock }) => !stock.has(id))
  }
  // Only the next event is sure to come: it may change what comes after it.
  const { nextEvent } = await emulator.clock.get()
  const next = nanosecondsOf(nextEvent?.at ?? '') ?? 0n
  claim(nextEvent?.at, `${nextEvent?.kind} happens`, ({ due }) => !due.includes(next))
  return claims
}

const millisecondsOf = (nanoseconds: bigint): string => new Date(Number(nanoseconds / 1_000_000n)).toISOString()

async function expectClaim(opened: Opened, { at, says, isTrue }: Claim): Promise<void> {
  const { emulator } = opened
  // What is shown is a millisecond of the clock, so that it can be advanced to.
  expect(at % 1_000_000n).toBe(0n)
  await emulator.snapshots.restore('here')
  const before = at - 1_000_000n
  if (before >= (nanosecondsOf((await emulator.clock.get()).now) as bigint)) {
    await emulator.clock.advance({ to: millisecondsOf(before) })
    expect([says, isTrue(await observeStanding(opened))]).toEqual([says, false])
  }
  await emulator.clock.advance({ to: millisecondsOf(at) })
  expect([says, isTrue(await observeStanding(opened))]).toEqual([says, true])
}

test('what is said to come has come at its instant, and not a millisecond before', async () => {
  const property = fc.asyncProperty(journeys, settings, fc.nat({ max: 999 }), async (journey, changes, start) => {
    const opened = await openAt(start)
    await opened.emulator.settings.change(changes)
    for (const { gap, step } of journey) {
      await opened.emulator.clock.advance(gap)
      await take(opened, step)
    }
    await opened.emulator.snapshots.take('here')
    // Of each kind of claim one is enough.
    const claims = new Map((await readClaims(opened)).map((claim) => [claim.says.replace(/\d+/g, '#'), claim]))
    for (const claim of claims.values()) await expectClaim(opened, claim)
    await opened.close()
  })
  await fc.assert(property, { numRuns: 40 })
}, 120_000)
