import * as contract from '../contract/control/scenarios.ts'
import { BUILT_IN, type Scenario } from '../fixtures/scenarios.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'

export function scenarioRoutes(route: RegisterControlRoute, { scenario: loaded }: ControlDependencies): void {
  const entry = ({ name, description }: Scenario, source: 'built-in' | 'loaded') => ({ name, description, source })
  const isBuiltIn = BUILT_IN.some(({ name }) => name === loaded.name)
  route(contract.listScenarios, () => ({
    scenarios: [
      ...BUILT_IN.map((scenario) => entry(scenario, 'built-in')),
      ...(isBuiltIn ? [] : [entry(loaded, 'loaded')]),
    ],
  }))
}
