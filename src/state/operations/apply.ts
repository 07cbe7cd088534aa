import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OrderLine } from '../../domain/order.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { createEsim } from '../records/esims.ts'
import { createOrderReference, recordAssignedUnit, recordOrder } from '../records/orders.ts'
import { countStock, findNextStock, getNextStock, takeFromStock } from '../records/purchases.ts'
import { assignBundle } from './assign.ts'
import { getOrderable } from './orderable.ts'
import { requireUnitLimit } from './place-order.ts'
import { Targets } from './targets.ts'

/** A bundle to take from the inventory `repeat` times, for the named eSIM or for a new one each time. */
export interface ApplyRequest {
  readonly bundle: string
  readonly iccid: string | undefined
  readonly repeat: number
  readonly allowReassign: boolean
  readonly startAt: Instant | undefined
}

export interface AppliedUnit {
  readonly iccid: string
  readonly bundle: string
  /** The reason why it was not applied. */
  readonly failure?: DomainError
}

export interface ApplyResult {
  readonly reference: string
  readonly esims: readonly AppliedUnit[]
}

/** The plan of a request: the eSIM of each unit, null for a new one. */
interface Plan {
  readonly bundle: Bundle
  readonly targets: readonly (Esim | null)[]
}
/** A request with its plan, or with the reason why it cannot be carried out. */
type Planned = { readonly request: ApplyRequest } & (Plan | { readonly failure: DomainError })

/**
 * Takes bundles from the inventory, from the purchase that expires first, and assigns them to eSIMs. All or nothing: throws
 * too_many_units, bundle_not_found, start_time_not_allowed, no_available_bundles, and what Targets.plan throws. With
 * `partial`, a request that cannot be carried out is reported and takes nothing, unless all of them fail.
 * Assumption (apply-nothing-left-list): the inventory must have enough for all other requests, else nothing is applied.
 */
export function applyBundles(
  tx: Tx,
  requests: readonly ApplyRequest[],
  { partial = false, sourceIp }: { readonly partial?: boolean; readonly sourceIp: string },
): ApplyResult {
  const targets = new Targets(tx)
  const planned = requests.map((request) => planOne(tx, targets, request))
  const failures = planned.flatMap((each) => ('failure' in each ? [each.failure] : []))
  const [failure] = failures
  if (failure && (!partial || failures.length === planned.length)) throw failure
  requireStock(tx, planned)
  requireUnitLimit(requests.map(({ repeat }) => repeat))

  const reference = createOrderReference(tx)
  const esims: AppliedUnit[] = []
  for (const { request, ...plan } of planned) {
    if ('failure' in plan) {
      esims.push({ iccid: request.iccid ?? '', bundle: request.bundle, failure: plan.failure })
      continue
    }
    for (let time = 0; time < request.repeat; time++) {
      esims.push(applyOne(tx, plan.bundle, plan.targets[time] ?? null, request, reference, esims.length))
    }
  }
  recordOrder(tx, {
    reference,
    lines: esims.flatMap((applied, unit) => (applied.failure ? [] : [assignmentLine(`${reference}-${unit}`)])),
    statusMessage: 'Order completed',
    assigned: true,
    sourceIp,
  })
  return { reference, esims }
}

function planOne(tx: ReadTx, targets: Targets, request: ApplyRequest): Planned {
  try {
    const stock = findNextStock(tx, request.bundle)
    // A unit is applied as it was bought, even when the bundle has changed since or was withdrawn.
    const bundle = (stock && tx.catalogue.findBought(stock)) ?? getOrderable(tx, request.bundle)
    if (request.startAt !== undefined && bundle.autostart) throw new DomainError('start_time_not_allowed')
    const { iccid, allowReassign } = request
    const named: (Esim | null)[] = []
    for (let time = 0; iccid !== undefined && time < request.repeat; time++) {
      named.push(targets.plan(iccid, bundle, allowReassign))
    }
    return { request, bundle, targets: named }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { request, failure: error }
  }
}

/** Throws no_available_bundles when the inventory has fewer units than are planned. */
function requireStock(tx: ReadTx, planned: readonly Planned[]): void {
  const wanted = new Map<string, number>()
  for (const each of planned) {
    if ('failure' in each) continue
    const { name } = each.bundle
    wanted.set(name, (wanted.get(name) ?? 0) + each.request.repeat)
  }
  for (const [bundle, units] of wanted) {
    if (countStock(tx, bundle) < units) throw new DomainError('no_available_bundles', { bundle })
  }
}

function applyOne(
  tx: Tx,
  planned: Bundle,
  target: Esim | null,
  { startAt }: ApplyRequest,
  reference: string,
  unit: number,
): AppliedUnit {
  const purchase = getNextStock(tx, planned.name)
  const bundle = tx.catalogue.findBought(purchase) ?? planned
  const esim = target ?? createEsim(tx, { routingProfile: bundle.routingProfile, action: 'Bundle Applied' })
  assignBundle(tx, { esim, bundle, purchaseId: purchase.id, reference: `${reference}-${unit}`, startAt })
  takeFromStock(tx, purchase)
  recordAssignedUnit(tx, reference, unit, esim.iccid, bundle.name)
  return { iccid: esim.iccid, bundle: bundle.name }
}

/** The line of an assigned unit: an apply is also recorded as an order (vendor changelog of v2.2). */
const assignmentLine = (reference: string): OrderLine => ({
  type: 'bundleAssignment',
  item: reference,
  quantity: 0,
  pricePerUnit: 0,
  subTotal: 0,
  allowReassign: false,
  esims: [],
})
