import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { formatInstant } from '../../domain/instant.ts'
import { SAMPLES } from '../examples/samples.ts'
import { AdvanceSummary, EXAMPLE_SUMMARY } from './advance-report.ts'
import { controlOperation, Duration, Limit, MomentText, Rate } from './operation.ts'

const DueEvent = z.object({
  at: MomentText,
  kind: z.string().meta({ examples: ['bundle.expire'] }),
  iccid: z.string().optional(),
  assignmentId: z.string().optional(),
})

export const Clock = z.object({
  now: MomentText,
  mode: z
    .enum(['auto', 'manual'])
    .meta({ description: '`auto`: the clock runs. `manual`: it stands until it is advanced.' }),
  rate: z.number().meta({ description: 'Emulated seconds in each real second, while the mode is `auto`.' }),
  nextEvent: DueEvent.nullable(),
})

const AppliedEvent = DueEvent.extend({
  before: z.enum(ASSIGNMENT_STATES).optional(),
  after: z.enum(ASSIGNMENT_STATES).optional(),
})

export const CallbackSummary = z.object({
  id: z.int(),
  alertType: z.string(),
  iccid: z.string().nullable(),
  status: z.enum(['pending', 'delivered', 'failed', 'unsent']),
})

export const Advanced = z.object({
  from: MomentText,
  now: MomentText,
  eventCount: z.int(),
  events: z
    .array(AppliedEvent)
    .meta({ description: 'The first 1000 events. An event that changed several states has an entry for each.' }),
  callbacks: z
    .array(CallbackSummary)
    .meta({ description: 'The first 1000 callbacks, in the order in which they were written.' }),
  summary: AdvanceSummary,
  undo: z
    .string()
    .nullable()
    .optional()
    .meta({ description: 'With `undoable`: the snapshot to restore, or null where the state is too large for it.' }),
})

/** The most callbacks that an advance may wait for; they are counted after every event. */
const MOST_AWAITED = 10_000

const Until = z
  .strictObject({
    bundleState: z.enum(ASSIGNMENT_STATES).optional(),
    iccid: z.string().optional(),
    callbacks: z.int().min(1).max(MOST_AWAITED).optional(),
  })
  .refine(({ bundleState, callbacks }) => bundleState !== undefined || callbacks !== undefined, {
    error: 'needs bundleState, callbacks or both',
  })

const EXAMPLE_CLOCK = {
  now: '2026-01-09T00:00:00Z',
  mode: 'manual',
  rate: 1,
  nextEvent: { at: '2026-06-30T00:00:00Z', kind: 'esim.idle', iccid: SAMPLES.iccid },
}

export const getClock = controlOperation({
  operationId: 'getClock',
  tag: 'Clock',
  method: 'GET',
  path: '/clock',
  summary: 'Read the clock of the organisation',
  answer: Clock,
  example: { answer: EXAMPLE_CLOCK },
})

export const setClock = controlOperation({
  operationId: 'setClock',
  tag: 'Clock',
  method: 'PUT',
  path: '/clock',
  summary: 'Stop the clock, let it run, or set it forward',
  body: z.strictObject({
    mode: z.enum(['auto', 'manual']).optional(),
    rate: Rate.optional(),
    now: MomentText.optional(),
  }),
  answer: Clock,
  example: { body: { mode: 'auto', rate: 3600 }, answer: { ...EXAMPLE_CLOCK, mode: 'auto', rate: 3600 } },
})

export const advanceClock = controlOperation({
  operationId: 'advanceClock',
  tag: 'Clock',
  method: 'POST',
  path: '/clock/advance',
  summary: 'Move the clock forward',
  description:
    'Takes one of `by`, `to`, `toNextEvent` and `until`. Answers after every event due was applied and every callback due was tried.',
  body: z
    .strictObject({
      by: Duration.optional(),
      to: MomentText.optional(),
      toNextEvent: z.boolean().optional(),
      skip: z.array(z.string()).max(100).optional().meta({
        description: 'With `toNextEvent`: kinds of events to pass. They happen on the way, and are not stopped at.',
      }),
      undoable: z.boolean().optional().meta({
        description: 'Keep the state before the advance as the automatic snapshot, so that it can be undone.',
      }),
      until: Until.optional(),
      atMost: Duration.optional().meta({
        description: 'The longest advance that `until` may take. Required with `until`.',
      }),
    })
    .refine(
      ({ by, to, toNextEvent, until }) =>
        [by, to, toNextEvent || undefined, until].filter((way) => way !== undefined).length === 1,
      { error: 'give exactly one of by, to, toNextEvent and until' },
    )
    .refine(({ until, atMost }) => (until === undefined) === (atMost === undefined), {
      error: 'until needs atMost, and only until takes it',
    })
    .refine(({ toNextEvent, skip }) => skip === undefined || toNextEvent === true, {
      error: 'only toNextEvent takes skip',
    }),
  answer: Advanced,
  example: {
    body: { by: '8d' },
    answer: {
      from: '2026-01-01T00:00:00Z',
      now: '2026-01-09T00:00:00Z',
      eventCount: 1,
      events: [
        {
          at: '2026-01-08T00:00:00Z',
          kind: 'bundle.expire',
          iccid: SAMPLES.iccid,
          assignmentId: SAMPLES.assignmentId,
          before: 'active',
          after: 'expired',
        },
      ],
      callbacks: [
        { id: Number(SAMPLES.callbackId), alertType: 'Utilisation', iccid: SAMPLES.iccid, status: 'delivered' },
      ],
      summary: EXAMPLE_SUMMARY,
    },
  },
})

export const listEvents = controlOperation({
  operationId: 'listEvents',
  tag: 'Clock',
  method: 'GET',
  path: '/events',
  summary: 'List the events to come, in order',
  queryFields: z.strictObject({
    limit: Limit,
    skip: z
      .string()
      .optional()
      .meta({ description: 'Kinds to leave out, separated by commas.', examples: ['esim.idle'] }),
  }),
  answer: z.object({ events: z.array(DueEvent) }),
  example: { query: { limit: '10' } },
})

interface EventFacts {
  readonly dueAt: number
  readonly kind: string
  readonly iccid?: string
  readonly subject?: number
}

export const presentEvent = (event: EventFacts): z.infer<typeof DueEvent> => ({
  at: formatInstant(event.dueAt),
  kind: event.kind,
  ...(event.iccid === undefined ? {} : { iccid: event.iccid }),
  ...(event.kind.startsWith('bundle.') && event.subject !== undefined ? { assignmentId: String(event.subject) } : {}),
})
