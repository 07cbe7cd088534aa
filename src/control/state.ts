import * as contract from '../contract/control/state.ts'
import { formatInstant } from '../domain/instant.ts'
import { UNNAMED } from '../fixtures/scenarios.ts'
import { Answer } from '../middleware/answer.ts'
import {
  exportState,
  getSnapshot,
  importState,
  listSnapshots,
  removeSnapshot,
  saveSnapshot,
} from '../state/document.ts'
import type { Tenant } from '../state/state.ts'
import type { ControlDependencies, ControlMount } from './mount.ts'

export function stateRoutes(
  mount: ControlMount,
  { state, clock, journal, changes, tenants, scenario }: ControlDependencies,
): void {
  const taken = (tenant: Tenant): string => {
    journal.flush(tenant)
    clock.keep(tenant)
    return exportState(state, tenant)
  }

  mount(contract.reset, ({ tenant, body }) => {
    const { now } = tenants.reset(tenant, body)
    changes.tell(tenant)
    return { now: formatInstant(now), scenario: nameOf(body.scenario ?? scenario) }
  })

  mount(contract.listSnapshots, ({ read }) => ({ snapshots: read(listSnapshots).map(contract.presentSnapshot) }))

  mount(contract.takeSnapshot, ({ tenant, body, write }) => {
    const document = taken(tenant)
    return contract.presentSnapshot(write((tx) => saveSnapshot(tx, body.name, document)))
  })

  mount(contract.restoreSnapshot, ({ tenant, path, read }) => {
    const document = read((tx) => getSnapshot(tx, path.name))
    tenants.replace(tenant, () => importState(state, tenant, document))
    changes.tell(tenant)
    return { now: formatInstant(tenant.now) }
  })

  mount(contract.removeSnapshot, ({ path, write }) => {
    write((tx) => removeSnapshot(tx, path.name))
    return undefined
  })

  mount(contract.exportState, ({ tenant }) => new Answer(taken(tenant)))

  mount(contract.importState, ({ tenant, body }) => {
    tenants.replace(tenant, () => importState(state, tenant, JSON.stringify(body)))
    changes.tell(tenant)
    return { now: formatInstant(tenant.now) }
  })
}

const nameOf = (scenario: string | { readonly name?: string | undefined }): string =>
  typeof scenario === 'string' ? scenario : (scenario.name ?? UNNAMED)
