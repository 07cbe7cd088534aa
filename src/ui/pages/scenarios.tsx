import { listScenarios } from '../../contract/control/scenarios.ts'
import { listSnapshots } from '../../contract/control/state.ts'
import { ActionForm } from '../action-form.tsx'
import { EmptyState, Timestamp } from '../components.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'

/** The shape of a scenario, shown in the empty field. */
const EXAMPLE = `name: mine
organisation:
  balance: 20
inventory:
  - bundle: esim_1GB_7D_GB_V2
    quantity: 3`

/** Renders the snapshots to restore and the scenarios to start from. */
export async function showScenarios({ call }: PageRequest): Promise<PageContent> {
  const [{ snapshots }, { scenarios }] = await Promise.all([call(listSnapshots), call(listScenarios)])
  const body = (
    <>
      <h1>Scenarios</h1>
      <div class="columns">
        <section class="sheet">
          <h2>Snapshots</h2>
          <div class="acts">
            <p class="soft">The whole state of the organisation, with its clock and random sequence.</p>
            <ActionForm call="POST /_emulator/snapshots" done="Snapshot {name} taken." label="Take a snapshot">
              <label class="wide">
                Name
                <input
                  name="name"
                  required
                  pattern="(?!\.{1,2}$)[\w.\-]{1,100}"
                  data-rule="Use 1 to 100 letters, digits, dots, dashes or underscores."
                  data-exists="snapshots"
                  placeholder="before-the-trip"
                  data-once
                />
              </label>
              <button type="submit" class="main">
                Take a snapshot
              </button>
            </ActionForm>
            <ul class="feed" data-live="snapshots">
              {snapshots.length === 0 && (
                <li>
                  <EmptyState>None yet.</EmptyState>
                </li>
              )}
              {snapshots.map(({ name, takenAt, automatic }) => (
                <li data-item={name}>
                  <span class="what">
                    <b>{name}</b>
                    {automatic && <small> taken automatically, to undo the advance</small>}
                  </span>
                  <span class="row">
                    <ActionForm
                      call={`POST /_emulator/snapshots/${encodeURIComponent(name)}/restore`}
                      done="Restored: now {now}."
                      confirm={`Restore ${name}? Everything since then is lost.`}
                    >
                      <button type="submit" aria-label={`Restore ${name}`}>
                        Restore
                      </button>
                    </ActionForm>
                    <ActionForm
                      call={`DELETE /_emulator/snapshots/${encodeURIComponent(name)}`}
                      done="Removed."
                      confirm={`Remove snapshot ${name}?`}
                    >
                      <button type="submit" aria-label={`Remove ${name}`}>
                        Remove
                      </button>
                    </ActionForm>
                  </span>
                  <span class="when">
                    <Timestamp at={takenAt} />
                  </span>
                </li>
              ))}
            </ul>
          </div>
        </section>
        <div>
          <section class="sheet">
            <h2>Reset to a scenario</h2>
            <div class="acts">
              <ActionForm
                call="POST /_emulator/reset"
                done="Started {scenario} at {now}."
                confirm="Reset? Everything in this organisation is lost, except its snapshots."
                label="Reset"
              >
                <Choice
                  label="Scenario"
                  name="scenario"
                  values={scenarios.map(({ name }) => name)}
                  none="default"
                  wide
                />
                <NumberField label="Seed" name="seed" />
                <button type="submit" class="danger">
                  Reset
                </button>
              </ActionForm>
              <dl class="facts small">
                {scenarios.map(({ name, description, source }) => (
                  <>
                    <dt>
                      <b>{name}</b>
                      {source === 'loaded' && ' (loaded)'}
                    </dt>
                    <dd>{description}</dd>
                  </>
                ))}
              </dl>
            </div>
          </section>
          <section class="sheet">
            <h2>Start your own scenario</h2>
            <ActionForm
              call="POST /_emulator/reset"
              done="Started {scenario} at {now}."
              confirm="Start this scenario? Everything in this organisation is lost, except its snapshots."
              label="Start a scenario"
            >
              <label class="wide">
                Scenario, in YAML or JSON
                <textarea
                  id="scenario"
                  name="scenarioText"
                  data-takes-errors
                  required
                  spellcheck={false}
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
          </section>
        </div>
      </div>
    </>
  )
  return { title: 'Scenarios', active: 'scenarios', body }
}
