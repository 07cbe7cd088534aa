import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { buy, getBalance, getOrganisation } from '../support/trade.ts'

const GROUPS = [
  'Standard Fixed',
  'Standard Long Duration',
  'Standard Unlimited Lite',
  'Standard Unlimited Essential',
  'Standard Unlimited Plus',
]

test('the organisation comes in a list, with its fields in the documented order', async () => {
  const { api, emulator } = await createTestEmulator()
  const { json } = await api.get('/organisation')
  expect(Object.keys(json)).toEqual(['organisations'])
  const [organisation] = json.organisations
  expect(Object.keys(organisation).join(' ')).toBe(
    'name apiKey taxLiable addr1 addr2 city country postcode callbackUrl notes groups currency balance testCredit ' +
      'testCreditExpiry businessType website productDescription users',
  )
  expect(organisation).toMatchObject({ apiKey: emulator.apiKey, currency: 'USD', balance: 1000, testCredit: 0 })
  expect(organisation.name).toMatch(/ UAT$/)
  expect(organisation.testCreditExpiry).toBe('2027-01-01T00:00:00Z')
  expect(organisation.taxLiable).toMatch(/^(Yes|No)$/)
  expect(organisation.groups).toEqual(GROUPS)
})

test('it has one user, an admin', async () => {
  const { api } = await createTestEmulator()
  const { users } = await getOrganisation(api)
  expect(users).toHaveLength(1)
  expect(Object.keys(users[0] ?? {})).toEqual([
    'firstName',
    'lastName',
    'role',
    'emailAddress',
    'phoneNumber',
    'timeZone',
  ])
  expect(users[0]?.role).toBe('Admin')
})

test('a key always finds the same organisation, another key another', async () => {
  const { api } = await createTestEmulator()
  const { api: again } = await createTestEmulator()
  expect(await getOrganisation(again)).toEqual(await getOrganisation(api))
  const other = await getOrganisation(api.as('another-key'))
  expect(other.name).not.toBe((await getOrganisation(api)).name)
})

test('groups come in an object, each with its four fields', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/organisation/groups')
  expect(json).toEqual({ groups: GROUPS.map((name) => ({ name, priceListUrl: '', desc: '', icon: '' })) })
})

test('a top-up adds to the balance and is an order of its own', async () => {
  const { api } = await createTestEmulator()
  await buy(api)
  const { json } = await api.post('/organisation/balance?amount=1500')
  expect(Object.keys(json)).toEqual(['amount', 'balance', 'ref'])
  expect(json).toMatchObject({ amount: 1500, balance: 2498.64 })
  expect(await getBalance(api)).toBe(2498.64)
  const [order] = (await api.get('/orders')).json.orders
  expect(order).toMatchObject({
    order: [{ type: 'apiTopup' }],
    total: 1500,
    runningBalance: 2498.64,
    status: 'completed',
  })
})

test.each([
  ['', 'amount is required'],
  ['?amount=', 'amount is required'],
  ['?amount=999', 'minimum topup amount is 1000'],
  ['?amount=0', 'minimum topup amount is 1000'],
  ['?amount=-1000', 'minimum topup amount is 1000'],
  ['?amount=5001', 'daily topup limit of 5000 exceeded'],
  ['?amount=999999999', 'daily topup limit of 5000 exceeded'],
  ['?amount=1000.5', 'invalid amount'],
  ['?amount=1e3', 'invalid amount'],
  ['?amount=lots', 'invalid amount'],
  ['?amount=99999999999999999999', 'invalid amount'],
])('a top-up of %s is refused', async (query, message) => {
  const { api } = await createTestEmulator()
  await expectRefusal(api, () => api.post(`/organisation/balance${query}`), [400, message])
})

test('top-ups of one day add up to 5000 at most', async () => {
  const { api } = await createTestEmulator()
  for (const amount of [1000, 2500, 1500]) {
    expect((await api.post(`/organisation/balance?amount=${amount}`)).status).toBe(200)
  }
  const refusal = [400, 'daily topup limit of 5000 exceeded'] as const
  await expectRefusal(api, () => api.post('/organisation/balance?amount=1000'), refusal)
  expect(await getBalance(api)).toBe(6000)
})
