import * as z from 'zod'
import { controlOperation } from './operation.ts'

const ScenarioEntry = z.object({
  name: z.string(),
  description: z.string(),
  source: z
    .enum(['built-in', 'loaded'])
    .meta({ description: '`loaded` is the scenario that the emulator was started with.' }),
})

export const listScenarios = controlOperation({
  operationId: 'listScenarios',
  tag: 'State',
  method: 'GET',
  path: '/scenarios',
  summary: 'List the scenarios that an organisation can be reset to',
  answer: z.object({ scenarios: z.array(ScenarioEntry) }),
  example: {
    answer: {
      scenarios: [{ name: 'busy-reseller', description: 'A month of trade.', source: 'built-in' }],
    },
  },
})
