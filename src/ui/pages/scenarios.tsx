import type { FC } from 'hono/jsx'
import { listScenarios } from '../../contract/control/scenarios.ts'
import { listSnapshots } from '../../contract/control/state.ts'
import { getStory } from '../../contract/control/story.ts'
import { ActionForm } from '../action-form.tsx'
import { PageHeading } from '../components.tsx'
import { NumberField } from '../form-fields.tsx'
import { HiddenFields } from '../hidden-fields.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { ScenarioCards, UNDO_START } from './scenario-cards.tsx'
import { Snapshots } from './snapshots.tsx'
import { StoryPanel } from './story-panel.tsx'

/** The shape of a scenario, shown in the empty field. */
const EXAMPLE = `name: mine
organisation:
  balance: 20
esims:
  - customerRef: vera
    bundles: [{ bundle: esim_1GB_7D_FR_V2 }]
steps:
  - attach: { iccid: '\${esim.vera}', country: FR }
  - advance: 7d
    expect: { bundle: { iccid: '\${esim.vera}', state: expired } }`

/** Renders the story that is played, the scenarios to start from, and the snapshots to restore. */
export async function showScenarios({ call }: PageRequest): Promise<PageContent> {
  const [{ snapshots }, { scenarios }, { story }] = await Promise.all([
    call(listSnapshots),
    call(listScenarios),
    call(getStory),
  ])
  const isPlayed = story !== null && story.steps.length > 0
  const body = (
    <>
      <PageHeading title="Scenarios">
        <ResetForm />
      </PageHeading>
      <section class="sheet" data-live="story" aria-label="The story that is played" hidden={!isPlayed}>
        {isPlayed && <StoryPanel story={story} />}
      </section>
      <section class="sheet">
        <h2>Start a scenario</h2>
        <p class="soft">
          A scenario starts the organisation with eSIMs, stock and a balance. One with steps is a story, played one step
          at a time.
        </p>
        <ScenarioCards scenarios={scenarios} />
      </section>
      <div class="columns">
        <section class="sheet">
          <h2>Start your own</h2>
          <OwnScenarioForm />
        </section>
        <section class="sheet">
          <h2>Snapshots</h2>
          <Snapshots snapshots={snapshots} />
        </section>
      </div>
    </>
  )
  return { title: 'Scenarios', active: 'scenarios', body }
}

/** Starts the organisation anew, in the scenario of new organisations. */
const ResetForm: FC = () => (
  <ActionForm
    call="POST /_emulator/reset"
    done="Started {scenario} at {now}."
    confirm="Reset? Everything in this organisation is replaced, except its snapshots."
    undo={UNDO_START}
    label="Reset"
  >
    <HiddenFields body={{ undoable: true }} />
    <NumberField label="Seed" name="seed" />
    <button type="submit" class="danger" title="Back to the scenario of new organisations">
      Reset
    </button>
  </ActionForm>
)

const OwnScenarioForm: FC = () => (
  <ActionForm
    call="POST /_emulator/story"
    done="Started {scenario}."
    confirm="Start this scenario? It replaces everything in this organisation, except its snapshots."
    undo={UNDO_START}
    label="Start a scenario"
  >
    <HiddenFields body={{ undoable: true }} />
    <label class="wide">
      Scenario, in YAML or JSON
      <textarea
        id="scenario"
        name="scenarioText"
        data-takes-errors
        required
        spellcheck={false}
        rows={12}
        placeholder={EXAMPLE}
      />
    </label>
    <label>
      From a file
      <input type="file" accept=".yaml,.yml,.json,application/yaml,application/json" data-fill="scenario" />
    </label>
    <button type="submit" class="danger">
      Start
    </button>
  </ActionForm>
)
