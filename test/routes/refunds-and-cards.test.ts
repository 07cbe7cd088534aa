import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal, expectRefusals } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance, getInventory } from '../support/trade.ts'

test('where refunds are off, the inventory is not paid back', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  await emulator.settings.change({ refunds: false })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  const refund = () => api.post('/inventory/refund', { body: { usageId, quantity: 1 } })
  await expectRefusal(api, refund, [403, 'refunds are not enabled'])
  expect((await refund()).headers.get('emulator-reason')).toBe('realism:refunds-off')
  await emulator.settings.change({ refunds: true })
  expect((await refund()).status).toBe(200)
})

test.each([
  ['to the inventory', () => ''],
  ['to the balance', (id: string) => `?refundToBalance=true&offerId=${id}`],
])('where refunds are off, a revoke %s only removes', async (_, query) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const kept = await buyEsim(api)
  await emulator.settings.change({ refunds: false })
  const balance = await getBalance(api)
  const [{ id } = { id: '' }] = await getAssignments(api, iccid)
  const answer = await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}${query(id)}`)
  expect([answer.status, answer.json.status]).toEqual([200, 'Successfully Revoked Bundle'])
  expect(answer.headers.get('emulator-reason')).toBe('realism:refunds-off')
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([0, balance])
  expect(await getAssignments(api, kept)).toHaveLength(1)
})

const topUp = '/organisation/balance?amount=1000'

test.each([
  ['absent', 'no card stored', 'realism:no-card'],
  ['declined', 'card was declined', 'realism:card-declined'],
] as const)('with a card that is %s a top-up fails, and changes nothing', async (card, message, reason) => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ card })
  await expectRefusals(api, [() => api.post(topUp), () => api.post(topUp)], [400, message])
  expect((await api.post(topUp)).headers.get('emulator-reason')).toBe(reason)
  await emulator.settings.change({ card: 'accepted' })
  expect((await api.post(topUp)).status).toBe(200)
})

test('an amount that cannot be charged is refused before the card is', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ card: 'absent' })
  expect((await api.post('/organisation/balance?amount=999')).json).toEqual({ message: 'minimum topup amount is 1000' })
})

test('with an unreliable card the seed decides whether there is one, and which charges are declined', async () => {
  const outcomes = new Map<string, number>()
  let mixed = 0
  for (let seed = 1; seed <= 40; seed++) {
    const { api, emulator } = await createTestEmulator({ seed })
    await emulator.settings.change({ card: 'unreliable' })
    const texts: string[] = []
    for (let time = 0; time < 4; time++) texts.push((await api.post(topUp)).json.message ?? 'accepted')
    const hasNoCard = texts.includes('no card stored')
    expect(texts.every((text) => (text === 'no card stored') === hasNoCard)).toBe(true)
    if (new Set(texts).size > 1) mixed += 1
    for (const text of texts) outcomes.set(text, (outcomes.get(text) ?? 0) + 1)
  }
  expect([...outcomes.keys()].sort()).toEqual(['accepted', 'card was declined', 'no card stored'])
  expect(outcomes.get('accepted')).toBeGreaterThan(80)
  expect(mixed).toBeGreaterThan(5)
})
