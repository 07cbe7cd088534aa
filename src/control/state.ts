import * as contract from '../contract/control/state.ts'
import { formatInstant } from '../domain/instant.ts'
import { Answer } from '../http/answer.ts'
import { NotByLines } from '../state/document/document-lines.ts'
import { partsOf } from '../state/document/import-state.ts'
import type { Tenant } from '../state/engine/state.ts'
import { listSnapshots } from '../state/records/snapshots.ts'
import type { ControlDependencies } from './control-call.ts'
import { LongBody } from './long-body.ts'
import type { RegisterControlRoute } from './register.ts'
import { respondPieces } from './respond.ts'
import { startScenario } from './start-scenario.ts'
import { parse } from './steps/parse-parameters.ts'
import { parseJsonBody } from './steps/read-json-body.ts'

export function stateRoutes(route: RegisterControlRoute, dependencies: ControlDependencies): void {
  const { changes, copies } = dependencies
  const importBody = async (tenant: Tenant, body: object): Promise<void> => {
    if (!(body instanceof LongBody)) return copies.importState(tenant, partsOf(body as never))
    try {
      await copies.importState(tenant, body.parts())
    } catch (error) {
      if (!(error instanceof NotByLines)) throw error
      const document = parse(contract.StateDocument, parseJsonBody(body.text(), Number.POSITIVE_INFINITY))
      await copies.importState(tenant, partsOf(document as never))
    }
  }

  route(contract.reset, async ({ tenant: asked, body }) => {
    const { tenant, scenario, undo } = await startScenario(dependencies, asked, body)
    return { now: formatInstant(tenant.now), scenario: scenario.name, ...(undo === undefined ? {} : { undo }) }
  })

  route(contract.listSnapshots, ({ read }) => ({ snapshots: read(listSnapshots).map(contract.presentSnapshot) }))

  route(contract.takeSnapshot, async ({ tenant, body }) => {
    const snapshot = await copies.takeSnapshot(tenant, body.name)
    changes.notify(tenant)
    return contract.presentSnapshot(snapshot)
  })

  route(contract.restoreSnapshot, async ({ tenant, path }) => {
    await copies.restoreSnapshot(tenant, path.name)
    changes.notify(tenant)
    return { now: formatInstant(tenant.now) }
  })

  route(contract.removeSnapshot, ({ tenant, path }) => {
    copies.removeSnapshot(tenant, path.name)
    changes.notify(tenant)
    return undefined
  })

  route(contract.exportState, async ({ tenant, request }) => {
    const document = await copies.exportState(tenant)
    return document instanceof Uint8Array ? new Answer(document) : respondPieces(document, request, dependencies)
  })

  route(contract.importState, async ({ tenant, body }) => {
    await importBody(tenant, body)
    changes.notify(tenant)
    return { now: formatInstant(tenant.now) }
  })
}
