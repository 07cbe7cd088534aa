import * as z from 'zod'
import { operation } from './operation.ts'

export const describeApi = operation({
  operationId: 'describeApi',
  tag: 'API',
  method: 'GET',
  path: '/',
  summary: 'List what the API offers',
  description:
    'Assumption (transport-root-texts): the strings are the paths of the operations of v2.4; what the service sends was never published.',
  answer: z.array(z.string()),
  example: { answer: ['/', '/catalogue', '/orders'] },
})
