/**
 * Money in whole thousandths of a currency unit. The vendor's prices have two decimals and, rarely, three (93.067).
 * Integers add and multiply exactly; an amount becomes a decimal only when an answer is written.
 */
export type Milli = number

const MILLI_PER_UNIT = 1_000
const MILLI_PER_CENT = 10

/** Converts an amount to a JSON number: the double nearest to its decimal, which prints as that decimal. */
export const toWireNumber = (amount: Milli): number => amount / MILLI_PER_UNIT

/** Converts whole currency units to an amount. */
export const fromUnits = (units: number): Milli => units * MILLI_PER_UNIT

/** Reads `12`, `12.5` or `93.067`, digit by digit; undefined for anything else or for more than three decimals. */
export function parseMoney(text: string): Milli | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text.trim())
  if (!match) return undefined
  const [, sign, whole = '0', fraction = ''] = match
  const amount = Number(whole) * MILLI_PER_UNIT + Number(fraction.padEnd(3, '0'))
  return sign === '-' && amount !== 0 ? -amount : amount
}

/** Rounds to the nearest cent, halves up. Assumption (orders-cents): the vendor charges whole cents where a unit price has three decimals. */
export const roundToCents = (amount: Milli): Milli =>
  Math.floor((amount + MILLI_PER_CENT / 2) / MILLI_PER_CENT) * MILLI_PER_CENT

/** The cost of `quantity` units at `price`, in whole cents. */
export const subTotal = (price: Milli, quantity: number): Milli => roundToCents(price * quantity)

/**
 * The refund for `quantity` units of a purchase, when `refunded` of its `total` units were refunded before.
 * The shares of all units add up to exactly what was paid, however they are split, so no refund can create money.
 */
export function refundShare(paid: Milli, total: number, refunded: number, quantity: number): Milli {
  const upTo = (units: number): Milli =>
    units === total ? paid : Math.min(paid, roundToCents(Math.floor((paid * units) / total)))
  return upTo(refunded + quantity) - upTo(refunded)
}
