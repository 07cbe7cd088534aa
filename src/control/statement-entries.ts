import type * as z from 'zod'
import type { StatementEntry } from '../contract/control/statement.ts'
import { formatNanoseconds } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import type { Purchase } from '../domain/order.ts'
import { readRequestedLines } from '../domain/requested-order.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { findCustomerRef } from '../state/records/esims.ts'
import type { JournalEntry } from '../state/records/journal.ts'
import { amountOf, findOldestMoneyRow, type MoneyRow } from '../state/records/money-rows.ts'
import { listOrderItems } from '../state/records/order-items.ts'
import { getBalance } from '../state/records/organisations.ts'
import { findCallOutcome, statementKindOf } from '../state/records/statement.ts'
import { describeRefund, refundableUntil } from './refunds-in-words.ts'

/** Entries of the statement of account, and purchases, as the control API shows them. */

type Entry = z.infer<typeof StatementEntry>

const NO_ITEMS = { items: [], moreItems: 0 }

/** An order or adjustment as an entry of the statement. */
export function presentRow(tx: ReadTx, row: MoneyRow): Entry {
  const request = row.requestId === null ? null : (findCallOutcome(tx, row.requestId) ?? null)
  const { items, more } = row.type === null ? { items: [], more: 0 } : listOrderItems(tx, row)
  const status = row.status ?? 'completed'
  return {
    at: formatNanoseconds(row.at),
    kind: statementKindOf(row),
    reference: row.reference,
    status,
    amount: toWireNumber(amountOf(row)),
    balance: toWireNumber(row.balance),
    toInventory: row.type === 'bundle' && row.assigned === 0,
    items: items.map(({ iccids, ...item }) => ({ ...item, esims: iccids.map((iccid) => ofCustomer(tx, iccid)) })),
    moreItems: more,
    request,
    problem: status === 'failed' ? 'It could not be carried out, and was paid back.' : lostAnswer(request),
  }
}

const ofCustomer = (tx: ReadTx, iccid: string) => ({ iccid, customerRef: findCustomerRef(tx, iccid) })

/** Says what the client got in place of the answer of an order that was placed. */
function lostAnswer(request: Entry['request']): string | null {
  if (!request || (request.status !== null && request.status < 400)) return null
  return `It was placed, but the client got ${request.status === null ? 'no answer' : `the answer ${request.status}`}.`
}

/** A refused call as an entry of the statement. */
export function presentRefusal(tx: ReadTx, call: JournalEntry): Entry {
  const lines = readRequestedLines(call.requestBody)
  return {
    at: formatNanoseconds(call.at),
    kind: 'refused',
    reference: '',
    status: 'refused',
    amount: 0,
    balance: null,
    toInventory: false,
    items: lines.map(({ bundle, quantity, iccids }) => ({
      bundle,
      quantity,
      esims: iccids.slice(0, 3).map((iccid) => ofCustomer(tx, iccid)),
      esimCount: iccids.length,
    })),
    moreItems: 0,
    request: { id: call.id, operationId: call.operationId, status: call.status, reason: call.reason },
    problem: call.message || (call.status === null ? 'No answer was sent.' : `It was answered ${call.status}.`),
  }
}

/** The balance that all entries began with, below the oldest of them. */
export function openingOf(tx: ReadTx): Entry {
  const oldest = findOldestMoneyRow(tx)
  const balance = oldest ? oldest.balance - amountOf(oldest) : getBalance(tx).balance
  return {
    at: formatNanoseconds(oldest?.at ?? tx.now),
    kind: 'opening',
    reference: '',
    status: 'completed',
    amount: toWireNumber(balance),
    balance: toWireNumber(balance),
    toInventory: false,
    ...NO_ITEMS,
    request: null,
    problem: null,
  }
}

/** A purchase, with what can be done with its units. */
export const presentPurchase = (tx: ReadTx, purchase: Purchase) => ({
  usageId: purchase.id,
  bundle: purchase.bundle,
  description: tx.catalogue.findBought(purchase)?.description ?? '',
  total: purchase.total,
  remaining: purchase.remaining,
  refunded: purchase.refunded,
  paid: toWireNumber(purchase.paid),
  purchasedAt: formatNanoseconds(purchase.purchasedAt),
  expiresAt: formatNanoseconds(purchase.expiresAt),
  refundableUntil: formatNanoseconds(refundableUntil(tx, purchase)),
  ...describeRefund(tx, purchase),
})
