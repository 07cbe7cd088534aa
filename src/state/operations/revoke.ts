import { type Assignment, isOnEsim } from '../../domain/assignment.ts'
import { BASE_RULES, type CallRules } from '../../domain/dialect.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { Milli } from '../../domain/money.ts'
import type { OrderOrigin, Purchase } from '../../domain/order.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { isUnusedUnit, listAssignments } from '../records/assignments.ts'
import { beginReturn, getEsim, scheduleIdleCheck } from '../records/esims.ts'
import { schedule, unscheduleAssignment } from '../records/events.ts'
import { recordHistory } from '../records/history.ts'
import { getSettings } from '../records/organisations.ts'
import { findPurchase, isExpired, isRefundable, refundUnits, returnToStock } from '../records/purchases.ts'
import { addToBalance, recordRefund } from './balance.ts'
import { rescheduleNextMonth, transition } from './lifecycle.ts'
import { changeWithUsageSettled } from './usage/settle.ts'

/** A request to take an assignment off an eSIM. */
export interface RevokeRequest {
  readonly iccid: string
  readonly bundle: string
  /** The one assignment to take; undefined: chosen by the bundle's name. */
  readonly assignmentId: string | undefined
  /** Takes all months of a one-year bundle with the assignment. */
  readonly wholeUnit: boolean
  /** The rule that chooses an assignment by name. */
  readonly byName?: CallRules['revokeByName']
  readonly refundToBalance: boolean
}

/** The place that a revoked unit is refunded to. */
export type RefundTarget = 'inventory' | 'balance' | 'nothing'

/** The effect of a revoke. */
export interface RevokePlan {
  readonly assignments: readonly Assignment[]
  readonly givesBack: RefundTarget
  /** It would be refunded if refunds were turned on (later vendor documents). */
  readonly refundsOff: boolean
  /** The eSIM leaves the account for the returns process. */
  readonly returnsEsim: boolean
}

interface FullPlan extends RevokePlan {
  readonly esim: Esim
  readonly purchase: Purchase | undefined
}

/**
 * Plans a revoke. By name it takes the oldest unused unit of the bundle, else its latest assignment (later edition of the
 * vendor docs, with an example), or always the latest where `byName` says so. A unit is one assignment, or the months of a
 * one-year bundle. A whole unused unit that was bought within the refund window is refunded to the inventory or, on request,
 * to the balance; any other is not refunded. An eSIM that is not installed and has no bundle left enters the returns process.
 * Where refunds are not turned on, nothing is (later vendor documents).
 * Assumption (revoke-expired): a unit whose purchase has expired is refunded to the balance only.
 * Throws malformed_iccid, esim_not_accessible, bundle_not_found, assignment_not_found and nothing_to_revoke.
 */
export const planRevoke = (tx: ReadTx, request: RevokeRequest): RevokePlan => plan(tx, request)

/** Carries out a revoke as planRevoke plans it. Throws what planRevoke throws. */
export function revoke(tx: Tx, request: RevokeRequest, origin: OrderOrigin): RevokePlan {
  const planned = plan(tx, request)
  const { esim, purchase, assignments, givesBack, returnsEsim } = planned
  changeWithUsageSettled(tx, esim.iccid, () => {
    for (const assignment of assignments) {
      transition(tx, assignment, 'revoke')
      unscheduleAssignment(tx, assignment.id)
      rescheduleNextMonth(tx, assignment)
    }
  })
  recordHistory(tx, esim.iccid, 'Bundle Revoked', { bundle: request.bundle, bundleState: 'revoked' })
  if (purchase && givesBack === 'inventory') {
    returnToStock(tx, purchase)
    recordHistory(tx, esim.iccid, 'Bundle Refunded to Inventory', { bundle: request.bundle, bundleState: 'revoked' })
  }
  if (purchase && givesBack === 'balance') {
    const amount: Milli = refundUnits(tx, purchase, 1, 'esim')
    addToBalance(tx, amount)
    recordRefund(tx, { purchase, quantity: 1, amount, takenOff: esim.iccid }, origin)
    recordHistory(tx, esim.iccid, 'Bundle Refunded To Balance', { bundle: request.bundle, bundleState: 'revoked' })
  }
  if (returnsEsim) {
    beginReturn(tx, esim.iccid)
    schedule(tx, { dueAt: tx.now + getSettings(tx).returnsDelayMs, kind: 'esim.return', iccid: esim.iccid })
  }
  scheduleIdleCheck(tx, esim.iccid)
  return planned
}

function plan(tx: ReadTx, request: RevokeRequest): FullPlan {
  const esim = getEsim(tx, request.iccid, { allowDeleted: true })
  const all = listAssignments(tx, esim.iccid)
  const named = all.filter(({ bundle }) => bundle === request.bundle)
  const chosen = chooseAssignment(named, request)
  const unit = named.filter(({ reference }) => reference === chosen.reference)
  const assignments = request.wholeUnit ? unit.filter(isOnEsim) : [chosen]
  // Assumption (year-revoke-gives-nothing): one month is not refunded, since inventory and refund count whole bundles.
  const whole = isUnusedUnit(unit) && assignments.length === unit.length
  const purchase = findPurchase(tx, chosen.purchaseId)
  const inWindow = whole && purchase !== undefined && isRefundable(tx, purchase)
  const { refunds } = getSettings(tx)
  const givesBack = request.refundToBalance ? 'balance' : purchase && isExpired(tx, purchase) ? 'nothing' : 'inventory'
  const taken = new Set(assignments.map(({ id }) => id))
  return {
    esim,
    purchase,
    assignments,
    givesBack: inWindow && refunds ? givesBack : 'nothing',
    refundsOff: inWindow && !refunds,
    returnsEsim: !esim.installed && !all.some((assignment) => isOnEsim(assignment) && !taken.has(assignment.id)),
  }
}

/** Chooses the assignment to revoke. `named` are the eSIM's assignments of the bundle, newest first. */
function chooseAssignment(named: readonly Assignment[], request: RevokeRequest): Assignment {
  const { assignmentId, byName = BASE_RULES.revokeByName } = request
  if (assignmentId !== undefined) {
    const found = named.find(({ id }) => String(id) === assignmentId)
    if (!found) throw new DomainError('assignment_not_found', { assignmentId })
    if (!isOnEsim(found)) throw new DomainError('nothing_to_revoke', { bundle: request.bundle })
    return found
  }
  const isOfUnusedUnit = ({ reference }: Assignment) =>
    isUnusedUnit(named.filter((each) => each.reference === reference))
  const oldestUnused = byName === 'oldest-unused' ? named.findLast(isOfUnusedUnit) : undefined
  const chosen = oldestUnused ?? named.find(isOnEsim)
  if (!chosen) throw new DomainError('nothing_to_revoke', { bundle: request.bundle })
  return chosen
}
