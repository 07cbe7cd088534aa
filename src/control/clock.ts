import type * as z from 'zod'
import { summarise } from '../contract/control/callbacks.ts'
import * as contract from '../contract/control/clock.ts'
import { parseDuration } from '../domain/duration.ts'
import { formatInstant, type Instant, parseInstant } from '../domain/instant.ts'
import { listEvents } from '../state/events.ts'
import { getSequence } from '../state/organisations.ts'
import { listCallbacks } from '../state/outbox.ts'
import type { Tenant } from '../state/state.ts'
import { listTransitions, type Transition } from '../state/transitions.ts'
import type { ControlDependencies, ControlMount } from './mount.ts'

/** How much an advance tells of what happened. */
const TOLD = 1_000

/** Far enough for every agenda to be empty, and still a date that can be written. */
const END_OF_TIME: Instant = Date.UTC(9_999, 11, 31)

export function clockRoutes(mount: ControlMount, { clock }: ControlDependencies): void {
  const present = (tenant: Tenant): z.infer<typeof contract.Clock> => {
    const { now, mode, rate, nextEvent } = clock.read(tenant)
    return { now: formatInstant(now), mode, rate, nextEvent: nextEvent ? contract.presentEvent(nextEvent) : null }
  }

  mount(contract.getClock, ({ tenant }) => present(tenant))

  mount(contract.setClock, async ({ tenant, body }) => {
    const { mode, rate, now } = body
    await clock.set(tenant, {
      ...(mode === undefined ? {} : { mode }),
      ...(rate === undefined ? {} : { rate }),
      ...(now === undefined ? {} : { now: parseInstant(now) as Instant }),
    })
    return present(tenant)
  })

  mount(contract.advanceClock, async ({ tenant, body, read }) => {
    const sequence = read(getSequence)
    const happened: z.infer<typeof contract.Advanced>['events'] = []
    let told = sequence
    const reached = until(
      body,
      () => read((tx) => listTransitions(tx, sequence)),
      () =>
        read((tx) => listCallbacks(tx, { limit: TOLD, after: sequence })).filter(({ status }) => status !== 'pending'),
    )
    const { from, now, eventCount } = await clock.advance(tenant, {
      to: destination(body, tenant.now),
      oneEvent: body.toNextEvent ?? false,
      until: (event) => {
        if (happened.length < TOLD) {
          const changes = read((tx) => listTransitions(tx, told))
          told = changes.at(-1)?.sequence ?? told
          happened.push({ ...contract.presentEvent(event), ...presentChange(changes.at(-1)) })
        }
        return reached?.() ?? false
      },
    })
    const callbacks = read((tx) => listCallbacks(tx, { limit: TOLD, after: sequence, oldestFirst: true }))
    return {
      from: formatInstant(from),
      now: formatInstant(now),
      eventCount,
      events: happened,
      callbacks: callbacks.map(summarise),
    }
  })

  mount(contract.listEvents, ({ query, read }) => ({
    events: read((tx) => listEvents(tx, query.limit ?? 100)).map(contract.presentEvent),
  }))
}

type AdvanceBody = z.infer<NonNullable<(typeof contract.advanceClock)['body']>>

function destination({ by, to, atMost }: AdvanceBody, now: Instant): Instant {
  if (to !== undefined) return parseInstant(to) as Instant
  const span = by ?? atMost
  return span === undefined ? END_OF_TIME : now + (parseDuration(span) as number)
}

/** Tells whether what an advance waits for has come. */
function until(
  { until: wanted }: AdvanceBody,
  transitions: () => readonly Transition[],
  callbacks: () => readonly unknown[],
): (() => boolean) | undefined {
  if (!wanted) return undefined
  const { bundleState, iccid, callbacks: count } = wanted
  return () =>
    (count === undefined || callbacks().length >= count) &&
    (bundleState === undefined ||
      transitions().some((change) => change.after === bundleState && (iccid === undefined || change.iccid === iccid)))
}

/** The change of state that an event led to; the last one, where data went on from one bundle to the next. */
const presentChange = (change: Transition | undefined) =>
  change && {
    assignmentId: String(change.assignmentId),
    ...(change.before === null ? {} : { before: change.before }),
    after: change.after,
  }
