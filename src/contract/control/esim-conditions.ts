import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { ICCID } from '../../domain/identifiers.ts'
import { Country } from './act-fields.ts'
import { oneOrMore } from './operation.ts'

/** The conditions by which calls choose eSIMs. */

/** The most eSIMs that a call can name by their ICCIDs. */
const MOST_NAMED = 100_000

/** The longest text that is looked for. */
const LONGEST_TEXT = 200

export const Iccid = z.string().regex(ICCID, { error: 'must be an ICCID: 18 to 22 digits' })

export const Find = z.string().max(LONGEST_TEXT).optional().meta({
  description: 'Digits are part of the ICCID; other text is part of the customer reference, in any letter case.',
})

/** The fields of conditions; a scenario can write references in place of ICCIDs. */
export const conditionsOf = <T extends z.ZodType>(iccid: T) => ({
  find: Find,
  iccids: oneOrMore(iccid, MOST_NAMED).optional(),
  customerRef: oneOrMore(z.string()).optional(),
  bundle: oneOrMore(z.string()).optional().meta({ description: 'The name of a bundle on the eSIM.' }),
  bundleState: oneOrMore(z.enum(ASSIGNMENT_STATES))
    .optional()
    .meta({ description: 'The state of a bundle on the eSIM: of the one that `bundle` names, or else of any.' }),
  installed: z.boolean().optional(),
  country: oneOrMore(Country).optional().meta({ description: 'The country where the eSIM is.' }),
})

export const EsimConditions = z.strictObject(conditionsOf(Iccid))
