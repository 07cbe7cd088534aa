import * as z from 'zod'
import { formatInstant } from '../../domain/instant.ts'
import { controlOperation, MomentText, NoContent } from './operation.ts'
import { ScenarioChoice } from './scenario-choice.ts'

const Name = z
  .string()
  .regex(/^[\w.-]{1,100}$/, { error: 'must be 1 to 100 letters, digits, dots, dashes or underscores' })
  // In the path of a URL these two name the folders above.
  .refine((name) => name !== '.' && name !== '..', { error: 'must be another name than . and ..' })
/** The snapshot that undoes the last advance: a name that no caller can give. */
export const AUTOMATIC_SNAPSHOT = 'before the last advance'

/** The snapshot that undoes the last start of a scenario. */
export const SNAPSHOT_BEFORE_START = 'before the last scenario'

const Snapshot = z.object({
  name: z.string(),
  takenAt: MomentText.meta({
    description: 'The time of the organisation when it was taken. A restore sets the clock back to it.',
  }),
  automatic: z.literal(true).optional().meta({
    description:
      'It was taken before an advance or the start of a scenario, which it undoes. The next one replaces it.',
  }),
})
const NamePath = z.object({ name: z.string() })

/** The whole state of an organisation: its own row, and its rows of each table. */
export const StateDocument = z.looseObject({ version: z.literal(1) })

export const reset = controlOperation({
  operationId: 'reset',
  tag: 'State',
  method: 'POST',
  path: '/reset',
  summary: 'Reset the organisation to a scenario',
  body: ScenarioChoice,
  answer: z.object({
    now: MomentText,
    scenario: z.string(),
    undo: z.string().nullable().optional().meta({
      description: 'With `undoable`: the snapshot to restore. Null: none was taken of so many eSIMs.',
    }),
  }),
  example: { body: { scenario: 'fresh' } },
})

export const listSnapshots = controlOperation({
  operationId: 'listSnapshots',
  tag: 'State',
  method: 'GET',
  path: '/snapshots',
  summary: 'List snapshots by name',
  answer: z.object({ snapshots: z.array(Snapshot) }),
  example: { answer: { snapshots: [{ name: 'before', takenAt: '2026-01-03T12:00:00Z' }] } },
})

export const takeSnapshot = controlOperation({
  operationId: 'takeSnapshot',
  tag: 'State',
  method: 'POST',
  path: '/snapshots',
  summary: 'Save the whole state as a snapshot',
  description: 'With the clock and the random sequence. A snapshot of the same name is replaced.',
  body: z.strictObject({ name: Name }),
  answer: Snapshot,
  status: 201,
  example: { body: { name: 'before' }, answer: { name: 'before', takenAt: '2026-01-03T12:00:00Z' } },
})

export const restoreSnapshot = controlOperation({
  operationId: 'restoreSnapshot',
  tag: 'State',
  method: 'POST',
  path: '/snapshots/{name}/restore',
  summary: 'Restore a snapshot',
  pathFields: NamePath,
  body: z.strictObject({}),
  answer: z.object({ now: MomentText }),
  example: { path: { name: 'before' } },
})

export const removeSnapshot = controlOperation({
  operationId: 'removeSnapshot',
  tag: 'State',
  method: 'DELETE',
  path: '/snapshots/{name}',
  summary: 'Remove a snapshot',
  pathFields: NamePath,
  answer: NoContent,
  status: 204,
  example: { path: { name: 'before' } },
})

export const exportState = controlOperation({
  operationId: 'exportState',
  tag: 'State',
  method: 'GET',
  path: '/state',
  summary: 'Export the whole state of the organisation as one JSON document',
  description: 'Rows are in a stable order, one on each line, so that `diff` can compare two documents.',
  answer: StateDocument,
})

export const importState = controlOperation({
  operationId: 'importState',
  tag: 'State',
  method: 'POST',
  path: '/state',
  summary: 'Replace the whole state of the organisation by an exported document',
  body: StateDocument,
  isBulk: true,
  answer: z.object({ now: MomentText }),
  example: { body: { version: 1 } },
})

export const presentSnapshot = ({ name, takenAt }: { readonly name: string; readonly takenAt: number }) => ({
  name,
  takenAt: formatInstant(takenAt),
  ...([AUTOMATIC_SNAPSHOT, SNAPSHOT_BEFORE_START].includes(name) ? { automatic: true as const } : {}),
})
