import { expect, test } from 'vitest'
import { createEsim, findMsisdn, getEsim, setCustomerRef } from '../../src/state/records/esims.ts'
import { openState } from '../support/state.ts'

test('undoable work that fails leaves the rest of its transaction as it was: rows, counters, balance and cache', () => {
  const { state, tenant } = openState()
  const alone = openState()
  const [iccid, expected] = [
    state.write(tenant, (tx) => {
      const { iccid } = createEsim(tx, { routingProfile: null })
      setCustomerRef(tx, iccid, 'kept')
      tx.balance = 900
      const failing = () =>
        tx.undoable(() => {
          setCustomerRef(tx, iccid, 'undone')
          expect(getEsim(tx, iccid).customerRef).toBe('undone')
          createEsim(tx, { routingProfile: null })
          tx.balance = 1
          throw new Error('refused')
        })
      expect(failing).toThrow('refused')
      expect([getEsim(tx, iccid).customerRef, tx.balance]).toEqual(['kept', 900])
      expect(tx.undoable(() => findMsisdn(tx, createEsim(tx, { routingProfile: null })))).not.toBeNull()
      return iccid
    }),
    alone.state.write(alone.tenant, (tx) => {
      const { iccid } = createEsim(tx, { routingProfile: null })
      setCustomerRef(tx, iccid, 'kept')
      tx.balance = 900
      createEsim(tx, { routingProfile: null })
      return iccid
    }),
  ]
  expect(iccid).toBe(expected)
  const rows = (from: typeof alone) =>
    from.state.read(from.tenant, (tx) => [
      tx.balance,
      tx.all('SELECT * FROM esims WHERE organisation_id = ?', tx.organisationId),
      tx.all('SELECT * FROM organisations WHERE id = ?', tx.organisationId),
    ])
  expect(rows({ state, tenant })).toEqual(rows(alone))
})

test('undoable work that fails, and wrote nothing before, leaves the organisation as it was', () => {
  const { state, tenant } = openState()
  const read = () => state.read(tenant, (tx) => tx.get('SELECT * FROM organisations WHERE id = ?', tx.organisationId))
  const before = read()
  tenant.now += 1_000
  state.write(tenant, (tx) => {
    expect(() =>
      tx.undoable(() => {
        createEsim(tx, { routingProfile: null })
        throw new Error('refused')
      }),
    ).toThrow('refused')
  })
  expect(read()).toEqual(before)
})
