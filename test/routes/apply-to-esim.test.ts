import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance } from '../support/trade.ts'

const text = 'Successfully Applied Bundle'

test.each<[object, number]>([
  [{ name: BUNDLES.uk }, 1],
  [{ bundle: BUNDLES.uk }, 1],
  [{ name: BUNDLES.uk, repeat: 2 }, 2],
  [{ Name: BUNDLES.uk, startTime: '', repeat: 0 }, 1],
])('POST /esims/{iccid}/bundles of %j applies %i units', async (body, units) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { quantity: 3 })
  const balance = await getBalance(api)
  const { json } = await api.post(`/esims/${iccid}/bundles`, { body })
  expect(json).toEqual({ status: text })
  expect(await getAssignments(api, iccid)).toHaveLength(1 + units)
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([3 - units, balance])
})

test.each<[string, object, readonly [number, string]]>([
  ['no name', {}, [400, 'name is required']],
  ['an empty name', { name: '' }, [400, 'name is required']],
  ['two names', { name: BUNDLES.uk, bundle: BUNDLES.france }, [400, 'either bundle or bundles must be provided']],
  ['an unknown bundle', { name: 'nothing' }, [400, 'bundle not found: nothing']],
  ['a bundle that is not in the inventory', { name: BUNDLES.europe }, [403, 'no available bundles']],
  ['more than the inventory has', { name: BUNDLES.uk, repeat: 3 }, [403, 'no available bundles']],
  ['a repeat below 0', { name: BUNDLES.uk, repeat: -1 }, [400, 'repeat must be at least 1']],
  ['a bundle that does not fit', { name: BUNDLES.france }, [400, 'bundle not compatible with esim']],
  [
    'a start time for what starts by itself',
    { name: BUNDLES.uk, startTime: '2026-02-01T00:00:00Z' },
    [400, 'startTime is only supported for bundles without autostart'],
  ],
])('POST /esims/{iccid}/bundles of %s is refused, and takes nothing', async (_, body, refusal) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { quantity: 2 })
  await buy(api, { item: BUNDLES.france })
  await expectRefusal(api, () => api.post(`/esims/${iccid}/bundles`, { body }), refusal)
})
