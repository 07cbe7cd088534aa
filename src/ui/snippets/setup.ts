import { faultIdOf } from '../../contract/reasons.ts'
import { JAVASCRIPT, writeLiteral } from './literal.ts'
import { bodyOf, type RecordedCall } from './recorded-call.ts'

/** The statements that a test of a call needs before it, and the variables in them that stand for ids of the recorded world. */
export interface Setup {
  readonly statements: readonly string[]
  /** The name of the variable for each id. */
  readonly variables: ReadonlyMap<string, string>
}

const ICCID = /\b89\d{16,20}\b/g
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/

/** Operations that need rows which a test cannot make in a few lines. */
const BEYOND = new Set(['revokeAssignment', 'revokeApplication', 'refundInventory', 'getQrCode'])

/** Operations about a bundle that is on the eSIM, and about one that is in the inventory. */
const NEEDS_ASSIGNED = new Set(['getBundleStatus', 'revokeBundle'])
const NEEDS_STOCK = new Set(['applyBundles', 'applyBundleToEsim'])

/** Makes what a call needs in a new emulator: its eSIMs, a bundle on them or in the inventory, an order, its fault. */
export function setUp(call: RecordedCall): Setup {
  const { request, message, fault } = call
  const text = `${request.path} ${JSON.stringify(request.query)} ${request.requestBody ?? ''}`
  const iccids = request.reason === 'unknown-iccid' ? [] : [...new Set(text.match(ICCID))]
  const variables = new Map(iccids.map((iccid, index) => [iccid, iccids.length === 1 ? 'iccid' : `iccid${index + 1}`]))
  const statements = iccids.length === 0 ? [] : [createEsims([...variables.values()])]
  const operation = request.operationId ?? ''
  const isRefusedForState = request.status !== null && request.status >= 400 && request.reason === undefined
  if (isRefusedForState && iccids.length > 0) {
    statements.push('// The refusal may depend on what happened to the eSIM before: do that here.')
  }
  const bundle = bundleOf(call)
  if (BEYOND.has(operation)) statements.push('// The call needs ids of its own here: an assignment, or a purchase.')
  if (bundle !== undefined && NEEDS_ASSIGNED.has(operation)) {
    statements.push(placeOrder(bundle, { iccids: [...variables.values()] }))
  }
  if (bundle !== undefined && NEEDS_STOCK.has(operation)) statements.push(placeOrder(bundle, {}))
  const reference =
    request.status === 200 ? UUID.exec(`${request.path} ${JSON.stringify(request.query)}`)?.[0] : undefined
  if (reference !== undefined) {
    variables.set(reference, 'orderReference')
    const placed = placeOrder('esim_1GB_7D_FR_V2', { assign: true })
    statements.push(placed.replace('await', 'const order = await'), 'const { orderReference } = await order.json()')
  }
  if (message === 'insufficient balance') statements.push('await emulator.settings.change({ balance: 0 })')
  if (fault) {
    const { match, phase, fault: injected } = fault
    const rule = { match, ...(phase && { phase }), fault: injected, times: 1 }
    statements.push(`await emulator.faults.add(${writeLiteral(rule, JAVASCRIPT, '  ', '  ')})`)
  } else if (faultIdOf(request.reason) !== null) {
    statements.push(
      '// The fault that was injected into the call is no longer there: add it again with emulator.faults.add().',
    )
  }
  return { statements, variables }
}

function createEsims(names: readonly string[]): string {
  if (names.length === 1) return 'const [{ iccid }] = await emulator.esims.create()'
  const fields = names.map((name) => `{ iccid: ${name} }`).join(', ')
  return `const [${fields}] = await emulator.esims.create({ count: ${names.length} })`
}

/** The bundle that a call names, in its path or its body. */
function bundleOf({ request }: RecordedCall): string | undefined {
  const inPath = /\/bundles\/([^/]+)$/.exec(request.path)?.[1]
  const body = bodyOf(request)
  const named = body && 'json' in body ? (body.json as { readonly name?: unknown } | null)?.name : undefined
  return inPath ?? (typeof named === 'string' ? named : undefined)
}

/** A statement that orders a bundle: onto eSIMs, onto a new one, or into the inventory. */
function placeOrder(item: string, to: { readonly assign?: true; readonly iccids?: readonly string[] }): string {
  const line = `{ type: 'bundle', item: ${JAVASCRIPT.text(item)}, quantity: 1${to.iccids ? `, iccids: [${to.iccids.join(', ')}]` : ''} }`
  return [
    `await emulator.fetch(\`\${emulator.url}/v2.4/orders\`, {`,
    "  method: 'POST',",
    "  headers: { 'X-API-Key': emulator.apiKey, 'Content-Type': 'application/json' },",
    '  body: JSON.stringify({',
    "    type: 'transaction',",
    `    assign: ${to.assign === true || to.iccids !== undefined},`,
    `    order: [${line}],`,
    '  }),',
    '})',
  ].join('\n  ')
}
