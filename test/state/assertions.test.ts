import { expect, test } from 'vitest'
import type { Bundle } from '../../src/domain/bundle.ts'
import { AssertionError } from '../../src/state/engine/assert.ts'
import type { BatchTx } from '../../src/state/engine/state.ts'
import { saveAssignment } from '../../src/state/records/assignments.ts'
import { schedule } from '../../src/state/records/events.ts'
import { appendRequests } from '../../src/state/records/journal.ts'
import { recordOrder } from '../../src/state/records/orders.ts'
import { enqueueCallback, recordAttempt } from '../../src/state/records/outbox.ts'
import { createPurchase, refundUnits, takeFromStock } from '../../src/state/records/purchases.ts'
import { recordTransition } from '../../src/state/records/transition-log.ts'
import { addOrganisation, openState } from '../support/state.ts'

const ASSIGNMENT = {
  id: 1,
  iccid: '8943108167156309347',
  initialBytes: 10,
  remainingBytes: 10,
  startAt: null,
  endAt: null,
}
const assignment = (changes: object) => ({ ...ASSIGNMENT, ...changes }) as Parameters<typeof saveAssignment>[1]
const BUNDLE = { name: 'esim_1GB_7D_FR_V2', edition: 0, price: 1 } as Bundle
const purchase = (tx: BatchTx, remaining: number) => createPurchase(tx, { bundle: BUNDLE, total: 2, remaining })
const ATTEMPT = { at: 1_000, status: 200, durationMs: 1, error: null, responseBody: '' }
const LINE = { type: 'bundle', item: '', quantity: 1, pricePerUnit: 1, allowReassign: false, esims: [] } as const

/** Mistakes that the code could make, by the rule that each breaks. */
const MISTAKES: Readonly<Record<string, (tx: BatchTx) => unknown>> = {
  'a balance below 0': (tx) => {
    tx.balance = -1
  },
  'a balance with a fraction of a thousandth': (tx) => {
    tx.balance = 0.5
  },
  'a clock that goes back': (tx) => tx.moveTo(tx.now - 1),
  'stock below 0': (tx) => takeFromStock(tx, purchase(tx, 0)),
  'a refund of more than was bought': (tx) => refundUnits(tx, purchase(tx, 0), 3, 'esim'),
  'a refund of more than is in stock': (tx) => refundUnits(tx, purchase(tx, 1), 2, 'stock'),
  'a refund of nothing': (tx) => refundUnits(tx, purchase(tx, 2), 0, 'stock'),
  'less than no data left': (tx) => saveAssignment(tx, assignment({ remainingBytes: -1 })),
  'more data left than there was': (tx) => saveAssignment(tx, assignment({ remainingBytes: 11 })),
  'a transition that no event leads to': (tx) => recordTransition(tx, ASSIGNMENT, 'expired', 'active'),
  'an order of a part of a thousandth': (tx) =>
    recordOrder(tx, {
      reference: 'r',
      lines: [{ ...LINE, subTotal: 0.1 }],
      statusMessage: '',
      assigned: false,
      sourceIp: '',
    }),
  'an event at no instant': (tx) => schedule(tx, { dueAt: Number.NaN, kind: 'esim.idle', iccid: ASSIGNMENT.iccid }),
  'an event about no eSIM': (tx) => schedule(tx, { dueAt: 1, kind: 'esim.idle' }),
  'an event about no row': (tx) => schedule(tx, { dueAt: 1, kind: 'inventory.expire' }),
  'an attempt before its cause': (tx) => {
    const id = enqueueCallback(tx, { alertType: 'LowBalance', balance: 0, threshold: 0 })
    recordAttempt(tx, id, { ...ATTEMPT, at: 0 })
  },
  'a call without a number': (tx) =>
    appendRequests(tx, [
      { id: 0, at: 0, query: {}, headers: [] } as unknown as Parameters<typeof appendRequests>[1][0],
    ]),
  'a read that writes': (tx) => tx.get('DELETE FROM faults WHERE organisation_id = ? RETURNING id', tx.organisationId),
  'a write that reads': (tx) => tx.run('SELECT 1'),
  'a read of another organisation': (tx) =>
    tx.all('SELECT * FROM esims WHERE organisation_id = ?', tx.organisationId + 1),
  'a write of another organisation': (tx) =>
    tx.run('UPDATE faults SET seen = ? WHERE organisation_id = ?', tx.organisationId, tx.organisationId + 1),
}

test.each(Object.entries(MISTAKES))('%s is refused, and nothing of it is kept', (_, mistake) => {
  const { state, tenant } = openState({ callbackUrl: 'http://127.0.0.1:1/' })
  addOrganisation(state, 'other-key')
  const sequence = () =>
    state.read(tenant, (tx) => [
      tx.balance,
      tx.all('SELECT * FROM purchases WHERE organisation_id = ?', tx.organisationId),
    ])
  const before = sequence()
  expect(() => state.write(tenant, mistake)).toThrow(AssertionError)
  expect(sequence()).toEqual(before)
})

test('a statement about every organisation has to say so', () => {
  const { state, tenant } = openState()
  const sql = 'SELECT api_key FROM organisations'
  expect(state.database.acrossOrganisations.all(sql)).toEqual([{ api_key: 'test-key' }])
  // Though it has been prepared.
  expect(() => state.database.all(sql)).toThrow(/organisations\.id/)
  expect(() => state.read(tenant, (tx) => tx.all(sql))).toThrow(TypeError)
})
