import * as contract from '../contract/control/scenarios.ts'
import { BUILT_IN, type Scenario } from '../fixtures/scenarios.ts'
import { listStories } from '../fixtures/stories.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'

export function scenarioRoutes(route: RegisterControlRoute, { scenario: loaded }: ControlDependencies): void {
  route(contract.listScenarios, async () => {
    const stories = await listStories()
    const isListed = [...BUILT_IN, ...stories].some(({ name }) => name === loaded.name)
    return {
      scenarios: [
        ...BUILT_IN.map((scenario) => entry(scenario, 'built-in')),
        ...stories.map((scenario) => entry(scenario, 'story')),
        ...(isListed ? [] : [entry(loaded, 'loaded')]),
      ],
    }
  })
}

const entry = (scenario: Scenario, source: 'built-in' | 'story' | 'loaded') => ({
  name: scenario.name,
  description: scenario.description,
  source,
  esims: countEsims(scenario),
  steps: scenario.steps?.length ?? 0,
})

const countEsims = ({ esims = [], account }: Scenario): number =>
  esims.reduce((sum, { count = 1 }) => sum + count, 0) + (account?.esims?.length ?? 0)
