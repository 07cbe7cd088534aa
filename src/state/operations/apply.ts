import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OrderLine, OrderOrigin, PendingUnit } from '../../domain/order.ts'
import { isCarriedOutLater } from '../../domain/realism.ts'
import { MOST_IN_ONE_PIECE, type WriteInPieces } from '../engine/in-pieces.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { createOrderReference, recordOrder } from '../records/orders.ts'
import { getSettings } from '../records/organisations.ts'
import { countStock, findNextStock, getNextStock, takeFromStock } from '../records/purchases.ts'
import { assignUnit, CARRIED_OUT_LATER, carryOutLater, completedMessage } from './carry-out-order.ts'
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
  /** The units that were applied, or cannot be. Units that are applied later are left out. */
  readonly esims: readonly AppliedUnit[]
  /** The others are applied some time after the answer. */
  readonly later: boolean
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
 * A large apply takes its bundles out of the inventory now, and can be carried out later.
 * Assumption (apply-nothing-left-list): the inventory must have enough for all other requests, else nothing is applied.
 */
export function* applyBundles(
  tx: Tx,
  requests: readonly ApplyRequest[],
  { partial = false, ...origin }: { readonly partial?: boolean } & OrderOrigin,
): WriteInPieces<ApplyResult> {
  const isLarge = requests.reduce((units, { repeat }) => units + repeat, 0) > MOST_IN_ONE_PIECE
  const targets = new Targets(tx)
  const planned: Planned[] = []
  for (const request of requests) {
    planned.push(planOne(tx, targets, request))
    if (isLarge) yield
  }
  const failures = planned.flatMap((each) => ('failure' in each ? [each.failure] : []))
  const [failure] = failures
  if (failure && (!partial || failures.length === planned.length)) throw failure
  requireStock(tx, planned)
  requireUnitLimit(requests.map(({ repeat }) => repeat))
  if (isLarge) yield

  const reference = createOrderReference(tx)
  const later = isCarriedOutLater(getSettings(tx), countUnits(planned))
  const work = { kind: 'apply', purchaseIds: [], units: [] as PendingUnit[] } as const
  const esims: AppliedUnit[] = []
  const lines: OrderLine[] = []
  let units = 0
  for (const { request, ...plan } of planned) {
    if ('failure' in plan) {
      esims.push({ iccid: request.iccid ?? '', bundle: request.bundle, failure: plan.failure })
      units += 1
      continue
    }
    for (let time = 0; time < request.repeat; time++) {
      const purchase = getNextStock(tx, plan.bundle.name)
      const bundle = tx.catalogue.findBought(purchase) ?? plan.bundle
      const unit = { unit: units++, purchaseId: purchase.id, startAt: request.startAt ?? null }
      lines.push(assignmentLine(`${reference}-${unit.unit}`))
      if (later) {
        work.units.push({ ...unit, ...pendingTarget(request) })
        takeFromStock(tx, purchase)
      } else {
        const { iccid } = assignUnit(tx, reference, { ...unit, bundle, esim: plan.targets[time] ?? null })
        takeFromStock(tx, purchase)
        esims.push({ iccid, bundle: plan.bundle.name })
      }
      if (isLarge) yield
    }
  }
  const ended = later ? CARRIED_OUT_LATER : { statusMessage: completedMessage(0) }
  recordOrder(tx, { reference, lines, assigned: true, ...origin, ...ended })
  if (later) carryOutLater(tx, reference, work)
  return { reference, esims, later }
}

const countUnits = (planned: readonly Planned[]): number =>
  planned.reduce((units, each) => units + ('failure' in each ? 0 : each.request.repeat), 0)

const pendingTarget = ({ iccid, allowReassign }: ApplyRequest) => ({ iccid: iccid ?? null, allowReassign })

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
