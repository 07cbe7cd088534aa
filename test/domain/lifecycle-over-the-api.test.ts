import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

interface World {
  readonly api: Api
  readonly emulator: Emulator
  readonly iccid: string
}

const revoke = ({ api, iccid }: World) => api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
const use = ({ emulator, iccid }: World, megabytes: number) => emulator.esims.use(iccid, { megabytes, country: 'GB' })

/** How a bundle of 1 GB and 7 days is brought to a state. */
const ARRIVE = {
  processing: () => undefined,
  queued: ({ emulator }: World) => emulator.clock.advance('10m'),
  active: async (world: World) => {
    await ARRIVE.queued(world)
    await use(world, 1)
  },
  depleted: async (world: World) => {
    await ARRIVE.queued(world)
    await use(world, 1_000)
  },
  expired: async (world: World) => {
    await ARRIVE.active(world)
    await world.emulator.clock.advance('7d')
  },
  revoked: revoke,
  lapsed: ({ emulator }: World) => emulator.clock.advance('365d'),
}
type State = keyof typeof ARRIVE

/** What can be done to it from outside. */
const DO = {
  'ten minutes': ({ emulator }: World) => emulator.clock.advance('10m'),
  'a use of data': (world: World) => use(world, 1),
  'a use of all data': (world: World) => use(world, 1_000),
  'seven days': ({ emulator }: World) => emulator.clock.advance('7d'),
  'a year': ({ emulator }: World) => emulator.clock.advance('366d'),
  'a revocation': revoke,
}
type Event = keyof typeof DO

const ENDED: Readonly<Record<Event, ''>> = {
  'ten minutes': '',
  'a use of data': '',
  'a use of all data': '',
  'seven days': '',
  'a year': '',
  'a revocation': '',
}

/** The state that each leads to; an empty text where it stays. */
const OUTCOMES: Readonly<Record<State, Readonly<Record<Event, State | ''>>>> = {
  processing: {
    'ten minutes': 'queued',
    'a use of data': '',
    'a use of all data': '',
    'seven days': 'queued',
    'a year': 'lapsed',
    'a revocation': 'revoked',
  },
  queued: {
    'ten minutes': '',
    'a use of data': 'active',
    'a use of all data': 'depleted',
    'seven days': '',
    'a year': 'lapsed',
    'a revocation': 'revoked',
  },
  active: {
    'ten minutes': '',
    'a use of data': '',
    'a use of all data': 'depleted',
    'seven days': 'expired',
    'a year': 'expired',
    'a revocation': 'revoked',
  },
  depleted: {
    'ten minutes': '',
    'a use of data': '',
    'a use of all data': '',
    'seven days': 'expired',
    'a year': 'expired',
    'a revocation': 'revoked',
  },
  expired: ENDED,
  revoked: ENDED,
  lapsed: ENDED,
}

const CASES = Object.entries(OUTCOMES).flatMap(([state, row]) =>
  Object.entries(row).map(([event, after]) => ({ state, event, after: after || state })),
) as { state: State; event: Event; after: State }[]

test.each(CASES)('a bundle that is $state is $after after $event', async ({ state, event, after }) => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay: '10m' })
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  const world = { api, emulator, iccid }
  const read = async () => (await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).json.assignments
  await ARRIVE[state](world)
  expect(await read()).toMatchObject([{ bundleState: state }])
  await DO[event](world)
  expect(await read()).toMatchObject([{ bundleState: after }])
})
