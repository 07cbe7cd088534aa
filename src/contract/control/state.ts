import * as z from 'zod'
import { formatInstant } from '../../domain/instant.ts'
import { ScenarioFile } from '../scenario/file.ts'
import { controlOperation, MomentText, Nothing, Seed } from './operation.ts'

const Name = z
  .string()
  .regex(/^[\w.-]{1,100}$/, { error: 'must be 1 to 100 letters, digits, dots, dashes or underscores' })
  // In the path of a URL these two go up, and lead to no snapshot.
  .refine((name) => name !== '.' && name !== '..', { error: 'must not be . or ..' })
const Snapshot = z.object({
  name: z.string(),
  takenAt: MomentText.meta({ description: 'Where the clock stood, and stands again after a restore.' }),
})
const NamePath = z.object({ name: z.string() })

/** Everything of an organisation: its own row, and the rows of each table. */
export const StateDocument = z.looseObject({ version: z.literal(1) })

export const reset = controlOperation({
  operationId: 'reset',
  tag: 'State',
  method: 'POST',
  path: '/reset',
  summary: 'Make the organisation as new',
  body: z
    .strictObject({
      scenario: z.union([z.string(), ScenarioFile]).optional().meta({
        description: 'Its name, or a whole scenario file. Default: the one that new organisations start from.',
      }),
      scenarioText: z
        .string()
        .max(1_000_000)
        .optional()
        .meta({ description: 'In place of `scenario`: the text of a scenario file, YAML or JSON.' }),
      seed: Seed.optional(),
    })
    .refine(({ scenario, scenarioText }) => scenario === undefined || scenarioText === undefined, {
      error: 'give either scenario or scenarioText',
    }),
  answer: z.object({ now: MomentText, scenario: z.string() }),
})

export const listSnapshots = controlOperation({
  operationId: 'listSnapshots',
  tag: 'State',
  method: 'GET',
  path: '/snapshots',
  summary: 'List snapshots by name',
  answer: z.object({ snapshots: z.array(Snapshot) }),
})

export const takeSnapshot = controlOperation({
  operationId: 'takeSnapshot',
  tag: 'State',
  method: 'POST',
  path: '/snapshots',
  summary: 'Keep the whole state under a name',
  description: 'Clock and random sequence included. A snapshot of the same name is replaced.',
  body: z.strictObject({ name: Name }),
  answer: Snapshot,
  status: 201,
})

export const restoreSnapshot = controlOperation({
  operationId: 'restoreSnapshot',
  tag: 'State',
  method: 'POST',
  path: '/snapshots/{name}/restore',
  summary: 'Go back to a snapshot',
  pathFields: NamePath,
  body: z.strictObject({}),
  answer: z.object({ now: MomentText }),
})

export const removeSnapshot = controlOperation({
  operationId: 'removeSnapshot',
  tag: 'State',
  method: 'DELETE',
  path: '/snapshots/{name}',
  summary: 'Forget a snapshot',
  pathFields: NamePath,
  answer: Nothing,
  status: 204,
})

export const exportState = controlOperation({
  operationId: 'exportState',
  tag: 'State',
  method: 'GET',
  path: '/state',
  summary: 'Write everything of the organisation as one JSON document',
  description: 'Rows are in a stable order, one on a line, so that two documents can be compared.',
  answer: StateDocument,
})

export const importState = controlOperation({
  operationId: 'importState',
  tag: 'State',
  method: 'POST',
  path: '/state',
  summary: 'Take such a document back, in place of everything',
  body: StateDocument,
  isBulk: true,
  answer: z.object({ now: MomentText }),
})

export const presentSnapshot = ({ name, takenAt }: { readonly name: string; readonly takenAt: number }) => ({
  name,
  takenAt: formatInstant(takenAt),
})
