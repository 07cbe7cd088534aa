import type * as z from 'zod'
import type { ScenarioChoice } from '../contract/control/scenario-choice.ts'
import { SNAPSHOT_BEFORE_START } from '../contract/control/state.ts'
import { findBuiltIn, type Scenario, scenarioOf, UNNAMED } from '../fixtures/scenarios.ts'
import type { Tenant } from '../state/engine/state.ts'
import { countAccount } from '../state/records/figures.ts'
import { listSnapshots } from '../state/records/snapshots.ts'
import { MOST_UNDOABLE_ESIMS } from './advance-reports.ts'
import type { ControlDependencies } from './control-call.ts'

interface Started {
  /** The organisation that stands at the beginning of the scenario. */
  readonly tenant: Tenant
  readonly scenario: Scenario
  /** The snapshot of the state before; undefined where none was asked for. */
  readonly undo?: string | null
}

/** Resets an organisation to a scenario. Throws unknown_scenario, ScenarioError, advance_in_progress and copy_broken_off. */
export async function startScenario(
  dependencies: ControlDependencies,
  asked: Tenant,
  { scenario, scenarioText, seed, undoable = false }: z.infer<typeof ScenarioChoice>,
): Promise<Started> {
  const { registry, changes, scenario: usual } = dependencies
  const chosen = scenarioText === undefined ? await findScenario(scenario, usual) : await parseText(scenarioText)
  const undo = undoable ? await keepForUndo(dependencies, presentOf(dependencies, asked)) : undefined
  try {
    // It may have been reset by another call while the text was read.
    const before = presentOf(dependencies, asked)
    const tenant = await registry.reset(before, { scenario: chosen, seed })
    // Streams and long polls listen to the organisation that was replaced: this wakes them.
    changes.notify(before)
    return {
      tenant,
      scenario: typeof chosen === 'object' ? scenarioOf(chosen) : usual,
      ...(undoable ? { undo: undo ?? null } : {}),
    }
  } catch (error) {
    if (undo) dependencies.copies.removeSnapshot(presentOf(dependencies, asked), undo)
    throw error
  }
}

const presentOf = ({ registry }: ControlDependencies, tenant: Tenant): Tenant => registry.find(tenant.apiKey) ?? tenant

/** Finds a scenario by its name; a name that is unknown stays one, which the reset refuses. */
async function findScenario(asked: z.infer<typeof ScenarioChoice>['scenario'], usual: Scenario) {
  if (asked === undefined || asked === usual.name) return usual
  if (typeof asked === 'object') return scenarioOf(asked)
  const { findStory } = await import('../fixtures/stories.ts')
  return findBuiltIn(asked) ?? (await findStory(asked)) ?? asked
}

/** Reads the text of a scenario file. Throws ScenarioError with the line of each mistake. */
async function parseText(text: string): Promise<Scenario> {
  const { parseScenario } = await import('../fixtures/parse-scenario.ts')
  return parseScenario(text, UNNAMED)
}

/** Takes the snapshot that undoes the start; null for a state of many eSIMs. An older one would undo something else. */
async function keepForUndo({ state, copies }: ControlDependencies, tenant: Tenant): Promise<string | null> {
  if (state.read(tenant, countAccount).esims <= MOST_UNDOABLE_ESIMS) {
    await copies.takeSnapshot(tenant, SNAPSHOT_BEFORE_START)
    return SNAPSHOT_BEFORE_START
  }
  const isKept = state.read(tenant, listSnapshots).some(({ name }) => name === SNAPSHOT_BEFORE_START)
  if (isKept) copies.removeSnapshot(tenant, SNAPSHOT_BEFORE_START)
  return null
}
