import * as contract from '../contract/control/state.ts'
import { formatInstant } from '../domain/instant.ts'
import { UNNAMED } from '../fixtures/scenarios.ts'
import { Answer } from '../http/answer.ts'
import {
  exportState,
  getSnapshot,
  importState,
  listSnapshots,
  removeSnapshot,
  saveSnapshot,
} from '../state/document/document.ts'
import type { Tenant } from '../state/engine/state.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'

export function stateRoutes(
  route: RegisterControlRoute,
  { state, clock, journal, changes, registry, scenario }: ControlDependencies,
): void {
  const exportCurrent = (tenant: Tenant): string => {
    journal.flush(tenant)
    clock.persist(tenant)
    return exportState(state, tenant)
  }

  route(contract.reset, async ({ tenant, body: { scenarioText, ...body } }) => {
    const world = scenarioText === undefined ? body : { ...body, scenario: await parseText(scenarioText) }
    // It may have been reset by another call while the text was read.
    const { now } = registry.reset(registry.find(tenant.apiKey) ?? tenant, world)
    changes.notify(tenant)
    return { now: formatInstant(now), scenario: nameOf(world.scenario ?? scenario) }
  })

  route(contract.listSnapshots, ({ read }) => ({ snapshots: read(listSnapshots).map(contract.presentSnapshot) }))

  route(contract.takeSnapshot, ({ tenant, body, write }) => {
    const document = exportCurrent(tenant)
    return contract.presentSnapshot(write((tx) => saveSnapshot(tx, body.name, document)))
  })

  route(contract.restoreSnapshot, ({ tenant, path, read }) => {
    const document = read((tx) => getSnapshot(tx, path.name))
    registry.replace(tenant, () => importState(state, tenant, document))
    changes.notify(tenant)
    return { now: formatInstant(tenant.now) }
  })

  route(contract.removeSnapshot, ({ path, write }) => {
    write((tx) => removeSnapshot(tx, path.name))
    return undefined
  })

  route(contract.exportState, ({ tenant }) => new Answer(exportCurrent(tenant)))

  route(contract.importState, ({ tenant, body }) => {
    registry.replace(tenant, () => importState(state, tenant, JSON.stringify(body)))
    changes.notify(tenant)
    return { now: formatInstant(tenant.now) }
  })
}

/** Reads the text of a scenario file. Throws ScenarioError with the line of each mistake. */
async function parseText(text: string) {
  const { parseScenario } = await import('../fixtures/parse-scenario.ts')
  return parseScenario(text, UNNAMED)
}

const nameOf = (scenario: string | { readonly name?: string | undefined }): string =>
  typeof scenario === 'string' ? scenario : (scenario.name ?? UNNAMED)
