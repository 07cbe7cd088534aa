import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { LARGEST_AMOUNT, LONGEST_LIST } from '../../domain/limits.ts'
import { listAnd } from '../../domain/list-words.ts'
import { advanceClock } from '../control/clock.ts'
import { FaultRequest } from '../control/faults.ts'
import { Count, Duration } from '../control/operation.ts'
import { changeSettings } from '../control/organisation.ts'
import { CountryCode, DataAmount, IccidReference, MsisdnText } from './values.ts'
import { CatalogueGiven } from './world.ts'

const Status = z.int().min(100).max(599)

const Call = z.strictObject({
  method: z
    .enum(['GET', 'POST', 'PUT', 'DELETE'])
    .optional()
    .meta({ description: 'Default: GET, or POST with a body.' }),
  path: z
    .string()
    .regex(/^\//, { error: 'a path of the vendor API, with or without its version: /orders or /v2.4/orders' })
    .meta({ examples: ['/orders'] }),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  expectStatus: Status.optional().meta({ description: 'As `expect: {status}`. Default: anything below 400.' }),
  giveUpAfter: Duration.optional().meta({ description: 'How long to wait for the answer, in real time. Default 30s.' }),
})

const BundleExpectation = z.strictObject({
  iccid: IccidReference,
  bundle: z.string().optional().meta({ description: 'Default: the newest on the eSIM.' }),
  state: z.enum(ASSIGNMENT_STATES).optional(),
  used: DataAmount.optional(),
  remaining: DataAmount.optional(),
})

const EsimExpectation = z.strictObject({
  iccid: IccidReference,
  installed: z.boolean().optional(),
  country: CountryCode.optional(),
  bundles: Count.optional().meta({ description: 'How many it has had.' }),
})

const CallbackExpectation = z.strictObject({
  alertType: z.enum(ALERT_TYPES).optional(),
  iccid: IccidReference.optional(),
  status: z.enum(['pending', 'delivered', 'failed', 'unsent']).optional(),
  count: Count.optional().meta({ description: 'Exactly so many since the first step. Default: at least one.' }),
})

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).max(LONGEST_LIST)])

export const Expectation = z.strictObject({
  status: Status.optional().meta({ description: 'Of the answer to the call of this step.' }),
  body: z.unknown().optional().meta({ description: 'What the answer must have; it may have more.' }),
  noAnswer: z.boolean().optional().meta({ description: 'The answer is lost: the call is cut off, or takes too long.' }),
  balance: z.number().max(LARGEST_AMOUNT).optional(),
  inventory: z
    .record(z.string(), Count)
    .optional()
    .meta({ description: 'How many units of a bundle there are in the inventory.' }),
  orders: Count.optional().meta({ description: 'How many orders were recorded since the first step.' }),
  bundle: oneOrMore(BundleExpectation).optional(),
  esim: oneOrMore(EsimExpectation).optional(),
  callbacks: oneOrMore(CallbackExpectation).optional(),
})

/** The actions of steps; a step has at most one of them. */
const ACTIONS = {
  call: Call.optional().meta({ description: 'A call of the vendor API.' }),
  install: IccidReference.optional(),
  uninstall: IccidReference.optional(),
  attach: z.strictObject({ iccid: IccidReference, country: CountryCode, network: z.string().optional() }).optional(),
  use: z
    .strictObject({ iccid: IccidReference, amount: DataAmount, country: CountryCode.optional() })
    .optional()
    .meta({ description: 'Uses data at once.' }),
  plan: z
    .strictObject({
      iccid: IccidReference,
      megabytesPerDay: z.number().min(0).max(1_000_000_000).optional().meta({ description: '0 ends the plan.' }),
      profile: z.enum(['light', 'steady', 'heavy', 'binge']).optional(),
      startAfter: Duration.optional(),
      for: Duration.optional(),
      country: CountryCode.optional(),
    })
    .refine(({ megabytesPerDay, profile }) => (megabytesPerDay === undefined) !== (profile === undefined), {
      error: 'either megabytesPerDay or profile',
    })
    .optional()
    .meta({ description: 'Uses data evenly over time.' }),
  msisdn: z
    .strictObject({
      iccid: IccidReference,
      number: MsisdnText.nullable().optional().meta({ description: 'null takes it away. Default: its own.' }),
    })
    .optional()
    .meta({ description: 'Gives an eSIM a telephone number, or takes it away.' }),
  advance: z
    .union([Duration, advanceClock.body as z.ZodObject])
    .optional()
    .meta({ description: 'A duration such as 8d, or what POST /_emulator/clock/advance takes.' }),
  settings: (changeSettings.body as NonNullable<(typeof changeSettings)['body']>).optional(),
  catalogue: CatalogueGiven.optional().meta({
    description: 'Changes a bundle of the catalogue, adds or withdraws one: at once, or at a time.',
  }),
  fault: FaultRequest.optional().meta({ description: 'From now on: what POST /_emulator/faults takes.' }),
}

export const ACTION_NAMES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]

export const Step = z
  .strictObject({
    name: z.string().optional(),
    ...ACTIONS,
    as: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, { error: 'a name of letters and digits, to refer to the answer by' })
      .refine((name) => name !== 'esim', { error: 'another name: esim stands for those of the world' })
      .optional()
      .meta({ description: `Later steps use what it answered: \${order.orderReference}.` }),
    expect: Expectation.optional(),
  })
  .superRefine((step, context) => {
    const actions = ACTION_NAMES.filter((name) => step[name] !== undefined)
    const complain = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path })
    if (actions.length > 1) complain(`one thing to do in each step, not ${listAnd(actions)}`)
    if (actions.length === 0 && step.expect === undefined) {
      complain(`something to do (${ACTION_NAMES.join(', ')}) or to expect`)
    }
    if (step.call !== undefined) return
    for (const field of ['status', 'body', 'noAnswer'] as const) {
      if (step.expect?.[field] !== undefined) complain('a call in the same step', ['expect', field])
    }
    if (step.as !== undefined && actions.length === 0) complain('something to do in the same step', ['as'])
  })
