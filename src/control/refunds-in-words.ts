import { type Assignment, isOnEsim, isUnused } from '../domain/assignment.ts'
import { DomainError } from '../domain/errors.ts'
import { DAY, formatDate } from '../domain/instant.ts'
import type { Purchase } from '../domain/order.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { planRevoke, type RefundTarget } from '../state/operations/revoke.ts'
import { getSettings } from '../state/records/organisations.ts'
import { isRefundable } from '../state/records/purchases.ts'

/** Says in words what can be refunded, until when, and why not. */

/** The end of the time in which a purchase can be refunded. */
export const refundableUntil = (tx: ReadTx, { purchasedAt }: Purchase): number =>
  purchasedAt + getSettings(tx).refundWindowMs

const REFUNDS_OFF = 'Refunds are off in this organisation'

function windowInWords(tx: ReadTx, purchase: Purchase): string {
  const days = getSettings(tx).refundWindowMs / DAY
  const span = Number.isInteger(days) ? `${days} days` : 'The refund window'
  return `${span} after the purchase ended on ${formatDate(refundableUntil(tx, purchase))}`
}

/** Says whether units of a purchase that are in the inventory can be refunded. */
export function describeRefund(tx: ReadTx, purchase: Purchase): { isRefundable: boolean; refund: string } {
  if (purchase.remaining === 0) return { isRefundable: false, refund: 'No unit is left in the inventory.' }
  if (!getSettings(tx).refunds) return { isRefundable: false, refund: `${REFUNDS_OFF}.` }
  return isRefundable(tx, purchase)
    ? { isRefundable: true, refund: `Can be refunded until ${formatDate(refundableUntil(tx, purchase))}.` }
    : { isRefundable: false, refund: `Cannot be refunded: ${windowInWords(tx, purchase)}.` }
}

export interface RevokeInWords {
  readonly toInventory: boolean
  readonly toBalance: boolean
  readonly leavesAccount: boolean
  readonly revoke: string
}

const NOTHING = { toInventory: false, toBalance: false, leavesAccount: false }

/** Says what a revoke of a unit on an eSIM gives back. */
export function describeRevoke(tx: ReadTx, assignment: Assignment, purchase: Purchase | undefined): RevokeInWords {
  if (!isOnEsim(assignment)) return { ...NOTHING, revoke: `Over: it is ${assignment.state}.` }
  const { iccid, bundle, id } = assignment
  const request = { iccid, bundle, assignmentId: String(id), wholeUnit: true }
  try {
    const inventory = planRevoke(tx, { ...request, refundToBalance: false })
    const balance = planRevoke(tx, { ...request, refundToBalance: true })
    const [toInventory, toBalance] = [gives(inventory, 'inventory'), gives(balance, 'balance')]
    const reason = inventory.refundsOff
      ? REFUNDS_OFF
      : isUnused(assignment)
        ? purchase && windowInWords(tx, purchase)
        : 'It has been started'
    return {
      toInventory,
      toBalance,
      leavesAccount: inventory.returnsEsim,
      revoke:
        toBalance && purchase
          ? `Unused: can go back until ${formatDate(refundableUntil(tx, purchase))}.`
          : `A revoke gives nothing back${reason === undefined ? '' : `: ${reason}`}.`,
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { ...NOTHING, revoke: 'The eSIM has left the account.' }
  }
}

const gives = ({ givesBack }: { readonly givesBack: RefundTarget }, target: RefundTarget): boolean =>
  givesBack === target
