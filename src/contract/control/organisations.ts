import * as z from 'zod'
import { ApiKey, controlOperation, Limit, MomentText, NoContent, Seed } from './operation.ts'

const Listed = z.object({
  apiKey: z.string(),
  name: z.string(),
  balance: z.number(),
  currency: z.string(),
  esims: z.int(),
  orders: z.int(),
  now: MomentText,
})

export const listOrganisations = controlOperation({
  operationId: 'listOrganisations',
  tag: 'Organisations',
  scope: 'server',
  method: 'GET',
  path: '/organisations',
  summary: 'List the organisations of this server, oldest first',
  description: 'Default: the first 1000. `after` is the last key of the page before.',
  queryFields: z.strictObject({ limit: Limit, after: ApiKey.optional() }),
  answer: z.object({
    organisations: z.array(Listed),
    total: z.int().meta({ description: 'The number of all organisations.' }),
  }),
  example: { query: { limit: '10' } },
})

export const createOrganisation = controlOperation({
  operationId: 'createOrganisation',
  tag: 'Organisations',
  scope: 'server',
  method: 'POST',
  path: '/organisations',
  summary: 'Open an organisation',
  description: 'In strict mode the key is then accepted until the server stops.',
  body: z.strictObject({
    apiKey: ApiKey,
    scenario: z.string().optional(),
    seed: Seed.optional(),
  }),
  answer: Listed,
  status: 201,
  example: { body: { apiKey: 'another-key', scenario: 'busy-reseller' } },
})

export const removeOrganisation = controlOperation({
  operationId: 'removeOrganisation',
  tag: 'Organisations',
  scope: 'server',
  method: 'DELETE',
  path: '/organisations/{apiKey}',
  summary: 'Remove an organisation with all its data',
  pathFields: z.object({ apiKey: z.string() }),
  answer: NoContent,
  status: 204,
  example: { path: { apiKey: 'another-key' } },
})
