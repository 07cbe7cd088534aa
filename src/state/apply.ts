import type { Bundle } from '../domain/bundle.ts'
import { DomainError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { OrderLine } from '../domain/order.ts'
import { assignBundle } from './assign.ts'
import { createEsim, getEsim } from './esims.ts'
import { newReference, recordDelivery, recordOrder } from './orders.ts'
import { chooseTarget } from './place-order.ts'
import { countStock, getNextStock, takeFromStock } from './purchases.ts'
import type { Tx } from './state.ts'

/** One bundle to take from the inventory, `repeat` times; on the named eSIM, or each time on a new one. */
export interface ApplyRequest {
  readonly bundle: string
  readonly iccid: string | undefined
  readonly repeat: number
  readonly allowReassign: boolean
  readonly startAt: Instant | undefined
}

export interface Applied {
  readonly iccid: string
  readonly bundle: string
  /** Why this one was not applied, when it was not. */
  readonly failure?: DomainError
}

export interface ApplyResult {
  readonly reference: string
  readonly esims: readonly Applied[]
}

/** What can be wrong with one eSIM of a list without spoiling the rest of it. */
const FAILURES_OF_ONE = new Set([
  'esim_not_accessible',
  'malformed_iccid',
  'bundle_not_compatible',
  'bundle_queue_full',
])

/**
 * Takes bundles from the inventory, of the purchase that expires first, and puts them on eSIMs. All or nothing: throws
 * bundle_not_found, start_time_not_allowed, no_available_bundles, and what is wrong with an eSIM. With `partial`, an
 * eSIM that cannot take its bundle is reported as such, keeps nothing and takes nothing, unless none succeeds.
 */
export function applyBundles(
  tx: Tx,
  requests: readonly ApplyRequest[],
  { partial = false, sourceIp }: { readonly partial?: boolean; readonly sourceIp: string },
): ApplyResult {
  const wanted = new Map<string, number>()
  const planned = requests.map((request) => {
    const bundle = tx.catalogue.findBundle(request.bundle)
    if (!bundle) throw new DomainError('bundle_not_found', { bundle: request.bundle })
    if (request.startAt !== undefined && bundle.autostart) throw new DomainError('start_time_not_allowed')
    wanted.set(bundle.name, (wanted.get(bundle.name) ?? 0) + request.repeat)
    return { request, bundle }
  })
  for (const [bundle, units] of wanted) {
    if (countStock(tx, bundle) < units) throw new DomainError('no_available_bundles', { bundle })
  }

  const reference = newReference(tx)
  const esims: Applied[] = []
  for (const { request, bundle } of planned) {
    for (let time = 0; time < request.repeat; time++) {
      esims.push(applyOne(tx, request, bundle, reference, esims.length, partial))
    }
  }
  const [first] = esims
  if (first?.failure && esims.every(({ failure }) => failure)) throw first.failure
  recordOrder(tx, {
    reference,
    lines: esims.flatMap((applied, unit) => (applied.failure ? [] : [assignmentLine(`${reference}-${unit}`)])),
    statusMessage: 'Order completed',
    assigned: true,
    sourceIp,
  })
  return { reference, esims }
}

function applyOne(
  tx: Tx,
  request: ApplyRequest,
  bundle: Bundle,
  reference: string,
  unit: number,
  partial: boolean,
): Applied {
  try {
    const named = request.iccid === undefined ? null : getEsim(tx, request.iccid)
    const target = named && chooseTarget(named, bundle, request.allowReassign)
    const esim = target ?? createEsim(tx, { profile: bundle.profile })
    const purchase = getNextStock(tx, bundle.name)
    assignBundle(tx, {
      esim,
      bundle,
      purchaseId: purchase.id,
      reference: `${reference}-${unit}`,
      startAt: request.startAt,
    })
    takeFromStock(tx, purchase)
    recordDelivery(tx, reference, unit, esim.iccid, bundle.name)
    return { iccid: esim.iccid, bundle: bundle.name }
  } catch (error) {
    if (!partial || !(error instanceof DomainError) || !FAILURES_OF_ONE.has(error.code)) throw error
    return { iccid: request.iccid ?? '', bundle: bundle.name, failure: error }
  }
}

/** An apply is also an order, of what it put where (vendor changelog of v2.2). */
const assignmentLine = (reference: string): OrderLine => ({
  type: 'bundleAssignment',
  item: reference,
  quantity: 0,
  pricePerUnit: 0,
  subTotal: 0,
  allowReassign: false,
  esims: [],
})
