import type { Instant } from './instant.ts'
import type { Milli } from './money.ts'

/** The types of an order's lines (vendor docs, orders). */
export type OrderLineType = 'bundle' | 'bundleRefund' | 'bundleAssignment' | 'topup' | 'apiTopup' | 'autoTopup'

/** Finds the order or apply of an assignment by its reference, which is that of the order with the number of the unit. */
export const orderOfUnit = (reference: string): string => reference.replace(/-\d+$/, '')

export interface OrderEsim {
  readonly iccid: string
  readonly matchingId: string
  readonly smdpAddress: string
}

export interface OrderLine {
  readonly type: OrderLineType
  readonly item: string
  readonly quantity: number
  readonly pricePerUnit: Milli
  readonly subTotal: Milli
  readonly allowReassign: boolean
  readonly esims: readonly OrderEsim[]
  /** The purchase of its units: what was bought, or is refunded. Orders of earlier versions and of other accounts lack it. */
  readonly purchaseId?: number | undefined
  /** The eSIM that a refunded unit was taken off. */
  readonly takenOff?: string | undefined
}

/** The call that an order, a refund or a top-up comes from: its sender, and its id in the journal. */
export interface OrderOrigin {
  readonly sourceIp: string
  readonly requestId?: number | undefined
}

export interface Order {
  readonly reference: string
  readonly lines: readonly OrderLine[]
  readonly total: Milli
  readonly currency: string
  readonly status: 'completed' | 'failed' | 'processing'
  readonly statusMessage: string
  readonly createdAt: Instant
  readonly runningBalance: Milli
  readonly assigned: boolean
  readonly sourceIp: string
  /** The id of the call in the journal. */
  readonly requestId: number | null
}

/** One unit of an order or apply that is still to be assigned: to the named eSIM, or to a new one. */
export interface PendingUnit {
  /** Its number in the order, which its reference ends with. */
  readonly unit: number
  readonly purchaseId: number
  readonly iccid: string | null
  readonly allowReassign: boolean
  readonly startAt: Instant | null
}

/**
 * The work left of an order or apply that is carried out after its answer. The units of an order without any go to the
 * inventory.
 */
export interface OrderWork {
  readonly kind: 'order' | 'apply'
  /** The purchases that the order paid for; none for an apply. */
  readonly purchaseIds: readonly number[]
  readonly units: readonly PendingUnit[]
}

/** Units of a bundle bought at one time, at one price. `remaining` are in the inventory; `refunded` were refunded. */
export interface Purchase {
  readonly id: number
  readonly bundle: string
  /** The edition of the bundle that was bought. */
  readonly edition: number
  readonly total: number
  readonly remaining: number
  readonly refunded: number
  readonly pricePerUnit: Milli
  readonly paid: Milli
  readonly purchasedAt: Instant
  readonly expiresAt: number
}
