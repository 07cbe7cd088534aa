import * as z from 'zod'
import { formatInstant } from '../../domain/instant.ts'
import { KEY_PROBLEMS } from '../../domain/key-problem.ts'
import { controlOperation, Limit, MomentText, NoContent } from './operation.ts'

const RefusedCaller = z.object({
  id: z.int(),
  at: MomentText.meta({
    description: 'The time of the machine: a caller without a key has no organisation, and so no clock.',
  }),
  api: z.enum(['vendor', 'control']),
  method: z.string(),
  path: z.string(),
  sourceIp: z.string(),
  userAgent: z.string().nullable(),
  problem: z.enum(KEY_PROBLEMS),
  message: z.string().meta({ description: 'The header or key that was sent, and the one to send.' }),
  keyHash: z.string().nullable().meta({
    description: 'The first 8 hexadecimal digits of the SHA-256 of the key that was sent. The key itself is not kept.',
  }),
})

export const listCallers = controlOperation({
  operationId: 'listCallers',
  tag: 'Callers',
  scope: 'server',
  method: 'GET',
  path: '/callers',
  summary: 'List the calls that were refused for their key, newest first',
  description: 'The last 500 are kept, until the server stops.',
  queryFields: z.strictObject({ problem: z.enum(KEY_PROBLEMS).optional(), limit: Limit }),
  answer: z.object({ callers: z.array(RefusedCaller) }),
  example: {
    query: { limit: '5' },
    answer: {
      callers: [
        {
          id: 1,
          at: '2026-01-03T12:00:00Z',
          api: 'vendor',
          method: 'GET',
          path: '/v2.4/organisation',
          sourceIp: '127.0.0.1',
          userAgent: 'my-client/1.0',
          problem: 'authorization_header',
          message: 'the key came as Authorization: Bearer: send the key alone in the header X-API-Key',
          keyHash: '0edad9ef',
        },
      ],
    },
  },
})

export const clearCallers = controlOperation({
  operationId: 'clearCallers',
  tag: 'Callers',
  scope: 'server',
  method: 'DELETE',
  path: '/callers',
  summary: 'Clear the list of calls that were refused for their key',
  answer: NoContent,
  status: 204,
})

type Facts = Omit<z.infer<typeof RefusedCaller>, 'at'> & { readonly at: number }

export const presentCaller = ({ id, at, ...caller }: Facts): z.infer<typeof RefusedCaller> => ({
  id,
  at: formatInstant(at),
  ...caller,
})
