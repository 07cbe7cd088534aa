import { listScenarios } from '../../contract/control/scenarios.ts'
import { listSnapshots } from '../../contract/control/state.ts'
import { ActionForm } from '../action-form.tsx'
import { EmptyState, Timestamp } from '../components.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'

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
            <p class="soft">Everything of the organisation, clock and random sequence too.</p>
            <ActionForm call="POST /_emulator/snapshots" done="Kept as {name}." label="Take a snapshot">
              <label class="wide">
                Name
                <input name="name" required pattern="[\w.\-]{1,100}" placeholder="before-the-trip" data-once />
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
              {snapshots.map(({ name, takenAt }) => (
                <li data-item={name}>
                  <span class="what">
                    <b>{name}</b>
                  </span>
                  <span class="row">
                    <ActionForm
                      call={`POST /_emulator/snapshots/${name}/restore`}
                      done="Back at {now}."
                      confirm={`Go back to ${name}? What happened since is gone.`}
                    >
                      <button type="submit" aria-label={`Restore ${name}`}>
                        Restore
                      </button>
                    </ActionForm>
                    <ActionForm
                      call={`DELETE /_emulator/snapshots/${name}`}
                      done="Removed."
                      confirm={`Forget ${name}?`}
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
            <h2>Start again</h2>
            <div class="acts">
              <ActionForm
                call="POST /_emulator/reset"
                done="As new: {scenario}, at {now}."
                confirm="Start again? Everything of this organisation but its snapshots is gone."
                label="Reset"
              >
                <Choice
                  label="Scenario"
                  name="scenario"
                  values={scenarios.map(({ name }) => name)}
                  none="as it was started"
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
            <h2>A scenario of your own</h2>
            <ActionForm
              call="POST /_emulator/reset"
              done="As new: {scenario}, at {now}."
              confirm="Start in this scenario? Everything of this organisation but its snapshots is gone."
              label="Load a scenario"
            >
              <label class="wide">
                JSON
                <textarea
                  id="scenario"
                  name="scenario"
                  data-type="json"
                  required
                  spellcheck={false}
                  placeholder='{"name": "mine", "organisation": {"balance": 20}, "inventory": [{"bundle": "esim_1GB_7D_GB_V2", "quantity": 3}]}'
                />
              </label>
              <label>
                From a file
                <input type="file" accept=".json,application/json" data-fill="scenario" />
              </label>
              <button type="submit" class="danger">
                Load
              </button>
            </ActionForm>
          </section>
        </div>
      </div>
    </>
  )
  return { title: 'Scenarios', active: 'scenarios', body }
}
