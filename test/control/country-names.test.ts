import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

test.each([
  ['FR', 'FR'],
  ['fr', 'FR'],
  ['France', 'FR'],
  ['UK', 'GB'],
  ['USA', 'US'],
  ['South Korea', 'KR'],
  ['Hong Kong', 'HK'],
  ["Côte d'Ivoire", 'CI'],
  ['US-HI', 'US-HI'],
])('%s is %s wherever the control API takes a country', async (name, iso) => {
  const { api, emulator } = await createTestEmulator()
  const [first, second, third] = [await buyEsim(api), await buyEsim(api, BUNDLES.europe), await buyEsim(api)]
  const { location } = await emulator.esims.attach(first, name)
  await emulator.esims.use(second, { bytes: 1_000, country: name })
  await emulator.esims.setUsagePlan(third, { megabytesPerDay: 1, country: name })
  const [used, planned] = [await emulator.esims.get(second), await emulator.esims.get(third)]
  expect([location.country, used.location?.country, planned.usagePlan?.country, planned.location?.country]).toEqual(
    Array(4).fill(iso),
  )
})

test.each(['Atlantis', 'ZZ', 'Europe'])('there is no country %s', async (country) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await expect(emulator.esims.attach(iccid, country)).rejects.toThrow(`no networks are known in ${country}`)
})
