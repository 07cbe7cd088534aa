import fc from 'fast-check'
import type { Emulator } from '../../src/emulator.ts'
import type { Api } from './api.ts'
import { type Command, listIccids, run } from './commands.ts'
import { BUNDLES, getAssignments, orderBody } from './trade.ts'

/** A thing that a traveller does. Numbers choose among the eSIMs there are, counted around. */
export type Travel =
  | { readonly kind: 'buy'; readonly item: string; readonly esim: number | null }
  | { readonly kind: 'install' | 'uninstall' | 'stop'; readonly esim: number }
  | { readonly kind: 'attach'; readonly esim: number; readonly country: string }
  | { readonly kind: 'use'; readonly esim: number; readonly bytes: number; readonly country: string | null }
  | {
      readonly kind: 'plan'
      readonly esim: number
      readonly megabytesPerDay: number
      readonly startAfter: number
      readonly for: number | null
      readonly country: string | null
    }
  | { readonly kind: 'revokeAny'; readonly esim: number; readonly assignment: number }

/** All of one routing profile, so that they meet on one eSIM. */
export const TRAVEL_ITEMS = [
  BUNDLES.uk,
  BUNDLES.europe,
  BUNDLES.year,
  BUNDLES.scheduled,
  'esim_UL_1D_GB_V2',
  'esim_UL_3D_REUP_V2',
] as const

/** Two that a bundle covers, one that none does. */
const COUNTRIES = ['GB', 'FR', 'BR'] as const

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

const esim = fc.nat({ max: 3 })
const country = fc.constantFrom(...COUNTRIES)
const elsewhere = fc.option(country, { nil: null, freq: 2 })
const bytes = fc.oneof(
  fc.integer({ min: 1, max: 3_000_000_000 }),
  fc.constantFrom(1, 999, 1_000, 500_000_000, 1_000_000_000),
)

export const travel: fc.Arbitrary<Travel> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('buy' as const),
      item: fc.constantFrom(...TRAVEL_ITEMS),
      esim: fc.option(esim, { nil: null, freq: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('plan' as const),
      esim,
      megabytesPerDay: fc.constantFrom(0.0011, 7, 50, 333, 1_000, 5_000),
      startAfter: fc.constantFrom(0, 0, 7 * MINUTE, DAY),
      for: fc.constantFrom(null, 1, DAY, 3 * DAY + 1),
      country: elsewhere,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('use' as const), esim, bytes, country: elsewhere }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('attach' as const), esim, country }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('install' as const, 'uninstall' as const, 'stop' as const), esim }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('revokeAny' as const), esim, assignment: fc.nat({ max: 15 }) }),
  },
)

/** Hours, days or months, in whole and in odd amounts. */
export const gap: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, MINUTE, DAY, 7 * DAY, 31 * DAY),
  fc.integer({ min: 0, max: 3 * DAY }),
  fc.integer({ min: 0, max: 200 * DAY }),
)

const choose = <Item>(items: readonly Item[], number: number): Item | undefined => items[number % items.length]

/** Does it; a refusal is an answer like any other. Returns what was answered. */
export async function runTravel(api: Api, emulator: Emulator, step: Travel | Command): Promise<unknown> {
  if (!isTravel(step)) return (await run(api, step))?.json
  const iccid = step.esim === null ? undefined : choose(await listIccids(api), step.esim)
  if (step.kind === 'buy') {
    const iccids = iccid === undefined ? {} : { iccids: [iccid], allowReassign: true }
    return (await api.post('/orders', { body: orderBody({ item: step.item, assign: true, ...iccids }) })).json
  }
  if (iccid === undefined) return undefined
  try {
    return await act(api, emulator, iccid, step)
  } catch (error) {
    const { status, code } = error as { status?: number; code?: string }
    if (status === undefined || status >= 500) throw error
    return { status, code }
  }
}

const KINDS: ReadonlySet<string> = new Set([
  'buy',
  'install',
  'uninstall',
  'stop',
  'attach',
  'use',
  'plan',
  'revokeAny',
])
const isTravel = (step: Travel | Command): step is Travel => KINDS.has(step.kind)

async function act(api: Api, { esims }: Emulator, iccid: string, step: Exclude<Travel, { kind: 'buy' }>) {
  const place = 'country' in step && step.country !== null ? { country: step.country } : {}
  switch (step.kind) {
    case 'install':
      return esims.install(iccid)
    case 'uninstall':
      return esims.uninstall(iccid)
    case 'stop':
      return esims.stopUsagePlan(iccid)
    case 'attach':
      return esims.attach(iccid, step.country)
    case 'use':
      return esims.use(iccid, { bytes: step.bytes, ...place })
    case 'plan': {
      const { megabytesPerDay, startAfter } = step
      return esims.setUsagePlan(iccid, {
        megabytesPerDay,
        startAfter,
        ...(step.for ? { for: step.for } : {}),
        ...place,
      })
    }
    case 'revokeAny': {
      const assignment = choose(await getAssignments(api, iccid), step.assignment)
      if (!assignment) return undefined
      const { bundles } = (await api.get(`/esims/${iccid}/bundles?includeUsed=true&limit=200`)).json
      const bundle = bundles.find(({ assignments }: { assignments: { id: string }[] }) =>
        assignments.some(({ id }) => id === assignment.id),
      )
      return (await api.delete(`/esims/${iccid}/bundles/${bundle.name}/assignments/${assignment.id}`)).json
    }
  }
}
