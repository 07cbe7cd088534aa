import { exampleCall } from '../../src/contract/examples/example-call.ts'
import { MATCHING_ID, SAMPLES } from '../../src/contract/examples/samples.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { BASE_VERSION, isInSpan, VERSIONS } from '../../src/domain/api-version.ts'
import type { Answer, Api, CallOptions } from './api.ts'
import { BUNDLES, buy, getAssignments, getInventory, orderBody } from './trade.ts'

/** The ids that calls of an organisation can name. */
export interface World {
  readonly iccid: string
  readonly matchingId: string
  readonly orderReference: string
  readonly assignmentId: string
  readonly usageId: number
  /** Texts that only this organisation knows: an answer to another key must have none of them. */
  readonly secrets: readonly string[]
}

/** Gives an organisation an eSIM with two bundles, and stock of the same bundle. */
export async function createWorld(api: Api): Promise<World> {
  const order = await buy(api, { assign: true })
  const esim = order.order[0]?.esims?.[0]
  if (!esim) throw new Error('an order put nothing on an eSIM')
  const { iccid, matchingId } = esim
  const second = await buy(api, { assign: true, iccids: [iccid] })
  const stock = await buy(api, { quantity: 3 })
  const [usage] = (await getInventory(api))[0]?.available ?? []
  const [assignment] = await getAssignments(api, iccid)
  if (!usage || !assignment) throw new Error('a world is made of more than this')
  const orderReferences = [order, second, stock].map(({ orderReference }) => orderReference)
  return {
    iccid,
    matchingId,
    orderReference: order.orderReference,
    assignmentId: assignment.id,
    usageId: usage.id,
    secrets: [iccid, matchingId, ...orderReferences],
  }
}

export interface ExampleCall {
  readonly method: Operation['method']
  readonly path: string
  readonly options?: CallOptions
}

/** Calls that name more of an organisation than the example of the contract does. */
const NAMES_MORE: Readonly<Record<string, (world: World) => Pick<CallOptions, 'body'>>> = {
  createOrder: ({ iccid }) => ({ body: orderBody({ assign: true, iccids: [iccid] }) }),
  applyBundles: ({ iccid }) => ({ body: { bundle: BUNDLES.uk, iccid } }),
}

/** For each operation a call that succeeds for the organisation of the world: the contract's example, with its ids. */
export function exampleOf(operationId: string, world: World): ExampleCall {
  const operation = ALL_OPERATIONS.find((each) => each.operationId === operationId)
  if (!operation) throw new Error(`there is no operation ${operationId}`)
  const example = inWorld(exampleCall(operation), world)
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(example.path[name] ?? ''))
  const query = new URLSearchParams(example.query).toString()
  const isJson = operation.contentTypes.indexOf('application/json') > 0
  return {
    method: operation.method,
    path: query === '' ? path : `${path}?${query}`,
    options: {
      ...(isInSpan(operation, BASE_VERSION) ? {} : { prefix: prefixOf(operation) }),
      ...(isJson ? { headers: { Accept: 'application/json' } } : {}),
      ...(example.body === undefined ? {} : { body: example.body }),
      ...NAMES_MORE[operationId]?.(world),
    },
  }
}

/** The prefix of the newest version that has the operation. */
const prefixOf = (operation: Operation): string => `/v${VERSIONS.findLast((version) => isInSpan(operation, version))}`

/** An example whose ids are those of a world. */
function inWorld(example: ReturnType<typeof exampleCall>, world: World): ReturnType<typeof exampleCall> {
  const own: Readonly<Record<string, string>> = {
    [SAMPLES.iccid]: world.iccid,
    [MATCHING_ID]: world.matchingId,
    [SAMPLES.orderReference]: world.orderReference,
    [SAMPLES.assignmentId]: world.assignmentId,
    [SAMPLES.bundle]: BUNDLES.uk,
    [SAMPLES.stocked]: BUNDLES.uk,
    [SAMPLES.usageId]: String(world.usageId),
  }
  return JSON.parse(JSON.stringify(example), (_, value: unknown) =>
    typeof value === 'number' ? Number(own[value] ?? value) : typeof value === 'string' ? (own[value] ?? value) : value,
  )
}

/** Makes the example call of an operation; `options` replace those of the example. */
export function callExample(api: Api, operationId: string, world: World, options?: CallOptions): Promise<Answer> {
  const example = exampleOf(operationId, world)
  return api.call(example.method, example.path, { ...example.options, ...options })
}

/** Ids in the right form that nobody has. */
export const NOBODY: World = {
  iccid: '8943108167000000019',
  matchingId: 'AB1CD-EF2GH-IJ3KL-MN4OP',
  orderReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
  assignmentId: '218400731',
  usageId: 12_345_678,
  secrets: [],
}
