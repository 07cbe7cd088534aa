import * as z from 'zod'
import { LARGEST_COUNT } from '../../domain/limits.ts'
import { listOr } from '../../domain/list-words.ts'
import { ITEM } from '../examples/samples.ts'
import { ATTACH_FIELDS, HOW_MUCH, PLAN_FIELDS, saysHowMuch, USE_FIELDS } from './act-fields.ts'
import { CallbackSummary } from './clock.ts'
import { conditionsOf, Iccid } from './esim-conditions.ts'
import { controlOperation } from './operation.ts'

/** The most acts of one call. */
const MOST_ACTS = 20

/** Makes the schema of the eSIMs that acts are done to: a scenario can write references in place of ICCIDs. */
const matchOf = <T extends z.ZodType>(iccid: T) =>
  z
    .strictObject({
      ...conditionsOf(iccid),
      limit: z.int().min(1).max(LARGEST_COUNT).optional().meta({ description: 'Only so many, the oldest first.' }),
    })
    .meta({
      description:
        'An eSIM matches when it meets every condition; of a list it meets one value. `{}` matches all. Deleted and returned eSIMs match only by their ICCIDs.',
    })

const ACTS = {
  install: z.strictObject({}).optional(),
  uninstall: z.strictObject({}).optional(),
  attach: z.strictObject(ATTACH_FIELDS).optional(),
  use: z.strictObject(USE_FIELDS).optional().meta({ description: 'Uses data at once.' }),
  plan: z
    .strictObject(PLAN_FIELDS)
    .refine(saysHowMuch, HOW_MUCH)
    .optional()
    .meta({ description: 'Uses data evenly over time.' }),
  msisdn: z
    .strictObject({
      number: z.null().optional().meta({ description: 'null takes the number away. Default: to each its own.' }),
    })
    .optional()
    .meta({ description: 'Gives a telephone number, or takes it away.' }),
}

export type ActName = keyof typeof ACTS

const ACT_NAMES = Object.keys(ACTS) as ActName[]

/** An act on an eSIM, in the words of the steps of a scenario. */
const Act = z.strictObject(ACTS).refine((act) => ACT_NAMES.filter((name) => act[name] !== undefined).length === 1, {
  error: `must have exactly one of ${listOr(ACT_NAMES)}`,
})

/** Makes the schema of acts on all eSIMs that match; see matchOf. */
export const bulkOf = <T extends z.ZodType>(iccid: T) =>
  z.strictObject({ match: matchOf(iccid), acts: z.array(Act).min(1).max(MOST_ACTS) })

const Refusal = z.object({
  code: z.string(),
  message: z.string().meta({ description: 'Of the first eSIM.' }),
  count: z.int(),
  iccids: z.array(z.string()).meta({ description: 'The first 10.' }),
})

const DoneAct = z.object({
  act: z.enum(ACT_NAMES),
  done: z.int(),
  refused: z.int(),
  refusals: z.array(Refusal).meta({ description: 'The reasons, each with how many eSIMs it refused.' }),
  consumed: z.number().optional().meta({ description: 'With `use`: bytes taken from bundles.' }),
  unserved: z.number().optional().meta({ description: 'With `use`: bytes that no bundle covered.' }),
})

export const actOnEsims = controlOperation({
  operationId: 'actOnEsims',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/bulk',
  summary: 'Do the same to all eSIMs that match',
  // One transaction for all would keep every other call waiting until its end, and one refusal would undo the rest.
  description:
    'Each act on each eSIM is as a call of its own: the acts of an eSIM in their order, the oldest eSIM first. A refused act changes nothing, and the others go on. Other calls are answered meanwhile. Answers when each callback that this caused was tried.',
  body: bulkOf(Iccid),
  answer: z.object({
    matched: z.int().meta({ description: 'eSIMs that the acts were done to.' }),
    acts: z.array(DoneAct),
    callbackCount: z.int(),
    callbacks: z.array(CallbackSummary).meta({ description: 'The first 1000 callbacks.' }),
  }),
  opens: false,
  isBulk: true,
  example: {
    body: { match: { bundle: ITEM, installed: false }, acts: [{ install: {} }, { attach: { country: 'FR' } }] },
    answer: {
      matched: 120,
      acts: [
        { act: 'install', done: 120, refused: 0, refusals: [] },
        { act: 'attach', done: 120, refused: 0, refusals: [] },
      ],
      callbackCount: 0,
      callbacks: [],
    },
  },
})
