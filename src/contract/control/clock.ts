import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { formatInstant } from '../../domain/instant.ts'
import { controlOperation, Duration, Limit, MomentText, Rate } from './operation.ts'

const DueEvent = z.object({
  at: MomentText,
  kind: z.string(),
  iccid: z.string().optional(),
  assignmentId: z.string().optional(),
})

export const Clock = z.object({
  now: MomentText,
  mode: z.enum(['auto', 'manual']),
  rate: z.number(),
  nextEvent: DueEvent.nullable(),
})

const Happened = DueEvent.extend({
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
    .array(Happened)
    .meta({ description: 'The first 1000; one that changed several states has an entry for each.' }),
  callbacks: z.array(CallbackSummary).meta({ description: 'The first 1000, in the order they were written.' }),
})

/** Callbacks that an advance may wait for: they are counted after every event. */
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

export const getClock = controlOperation({
  operationId: 'getClock',
  tag: 'Clock',
  method: 'GET',
  path: '/clock',
  summary: 'Read the clock of the organisation',
  answer: Clock,
})

export const setClock = controlOperation({
  operationId: 'setClock',
  tag: 'Clock',
  method: 'PUT',
  path: '/clock',
  summary: 'Stop it, let it run, or set it forward',
  body: z.strictObject({
    mode: z.enum(['auto', 'manual']).optional(),
    rate: Rate.optional(),
    now: MomentText.optional(),
  }),
  answer: Clock,
})

export const advanceClock = controlOperation({
  operationId: 'advanceClock',
  tag: 'Clock',
  method: 'POST',
  path: '/clock/advance',
  summary: 'Move the clock forward',
  description:
    'One of `by`, `to`, `toNextEvent` and `until`. Answers when every event due has happened and every callback due has been tried.',
  body: z
    .strictObject({
      by: Duration.optional(),
      to: MomentText.optional(),
      toNextEvent: z.boolean().optional(),
      skip: z.array(z.string()).max(100).optional().meta({
        description: 'With `toNextEvent`: kinds of events to pass. They happen on the way, and are not stopped at.',
      }),
      until: Until.optional(),
      atMost: Duration.optional().meta({ description: 'With `until`: how far to look. Required there.' }),
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
})

export const listEvents = controlOperation({
  operationId: 'listEvents',
  tag: 'Clock',
  method: 'GET',
  path: '/events',
  summary: 'List what is due, in order',
  queryFields: z.strictObject({
    limit: Limit,
    skip: z
      .string()
      .optional()
      .meta({ description: 'Kinds to leave out, separated by commas.', examples: ['esim.idle'] }),
  }),
  answer: z.object({ events: z.array(DueEvent) }),
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
