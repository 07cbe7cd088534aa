import type { AssignmentState } from '../../domain/assignment.ts'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import type { CallbackStatus } from '../../domain/callback.ts'
import type { ReadTx } from '../engine/state.ts'
import { assignmentsIn, getTallies, listCallbackTallies } from './tallies.ts'

/** The counts of an organisation's eSIMs, orders, stock, assignments and callbacks. */
export interface Figures {
  readonly esims: number
  readonly installed: number
  readonly orders: number
  /** Units of bundles in the inventory. */
  readonly stock: number
  readonly assignments: Partial<Readonly<Record<AssignmentState, number>>>
  readonly callbacks: Partial<Readonly<Record<CallbackStatus, number>>>
}

/** Reads the kept counts of an organisation. */
export function countAccount(tx: ReadTx): Figures {
  const tallies = getTallies(tx)
  const { esims = 0, installed = 0, orders = 0, stock = 0 } = tallies
  const callbacks: Partial<Record<CallbackStatus, number>> = {}
  for (const { status, count } of listCallbackTallies(tx)) callbacks[status] = (callbacks[status] ?? 0) + count
  return {
    esims,
    installed,
    orders,
    stock,
    assignments: Object.fromEntries(ASSIGNMENT_STATES.map((state) => [state, tallies[assignmentsIn(state)] ?? 0])),
    callbacks,
  }
}
