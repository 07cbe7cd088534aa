import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { listScenarios } from '../../contract/control/scenarios.ts'
import { SNAPSHOT_BEFORE_START } from '../../contract/control/state.ts'
import { ActionForm } from '../action-form.tsx'
import { formatCount } from '../format.ts'
import { HiddenFields } from '../hidden-fields.tsx'

type Entry = z.infer<typeof listScenarios.answer>['scenarios'][number]

const SOURCES: Readonly<Record<Entry['source'], string>> = {
  'built-in': 'built in',
  story: 'story',
  loaded: 'loaded at the start',
}

/** Brings back the organisation as it was before a scenario was started. */
export const UNDO_START = {
  call: `POST /_emulator/snapshots/${encodeURIComponent(SNAPSHOT_BEFORE_START)}/restore`,
  body: {},
} as const

const counted = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`

/** The scenarios that an organisation can start in, each with what it holds and a button that starts it. */
export const ScenarioCards: FC<{ readonly scenarios: readonly Entry[] }> = ({ scenarios }) => (
  <ul class="cards scenarios">
    {scenarios.map(({ name, description, source, esims, steps }) => (
      <li class="card" data-item={name}>
        <p>
          <b>{name}</b> <small class="soft">{SOURCES[source]}</small>
        </p>
        <p>{description}</p>
        <p class="soft">{[...(steps > 0 ? [counted(steps, 'step')] : []), counted(esims, 'eSIM')].join(', ')}</p>
        <ActionForm
          call={steps > 0 ? 'POST /_emulator/story' : 'POST /_emulator/reset'}
          done={steps > 0 ? 'Started {scenario}. Nothing of it is played yet.' : 'Started {scenario} at {now}.'}
          confirm={`Start ${name}? It replaces everything in this organisation, except its snapshots.`}
          undo={UNDO_START}
          label={`Start ${name}`}
        >
          <HiddenFields body={{ scenario: name, undoable: true }} />
          <button type="submit" aria-label={`Start ${name}`}>
            Start
          </button>
        </ActionForm>
      </li>
    ))}
  </ul>
)
