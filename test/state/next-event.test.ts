import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findNextEvent, listEvents, schedule, takeNextEvent, unschedule } from '../../src/state/records/events.ts'
import { openState } from '../support/state.ts'

const subject = fc.integer({ min: 1, max: 4 })
const step = fc.oneof(
  fc.record({ act: fc.constant('schedule' as const), subject, dueAt: fc.integer({ min: 1_000, max: 1_009 }) }),
  fc.record({ act: fc.constant('unschedule' as const), subject }),
  fc.record({ act: fc.constant('take' as const), by: fc.integer({ min: 1_000, max: 1_009 }) }),
)

test('the next event is the first one on the agenda, whatever was scheduled and taken before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { state, tenant } = openState()
      for (const each of steps) {
        state.write(tenant, (tx) => {
          if (each.act === 'schedule')
            schedule(tx, { dueAt: each.dueAt, kind: 'inventory.expire', subject: each.subject })
          else if (each.act === 'unschedule') unschedule(tx, 'inventory.expire', each.subject)
          else takeNextEvent(tx, each.by)
        })
        state.read(tenant, (tx) => expect(findNextEvent(tx)).toEqual(listEvents(tx, 1)[0]))
      }
    }),
    { numRuns: 40 },
  )
})
