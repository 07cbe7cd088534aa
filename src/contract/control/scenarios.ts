import * as z from 'zod'
import { controlOperation } from './operation.ts'

const ScenarioEntry = z.object({
  name: z.string(),
  description: z.string(),
  source: z.enum(['built-in', 'story', 'loaded']).meta({
    description: '`story`: of the files that come with the package. `loaded`: what the emulator was started with.',
  }),
  esims: z.int().meta({ description: 'The number of eSIMs that it starts with.' }),
  steps: z.int().meta({ description: 'The number of steps of its story.' }),
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
      scenarios: [{ name: 'busy-reseller', description: 'A month of trade.', source: 'built-in', esims: 60, steps: 0 }],
    },
  },
})
