import { expect, test } from 'vitest'
import { foldText } from '../../src/domain/fold-text.ts'
import { createTestEmulator } from '../support/emulator.ts'

const REFERENCES = ['50% off', '50 off', 'a_b', 'aXb', 'wow!', 'Ada', 'ADA Lovelace', 'Ångström', 'Kelvin', '日本', '']

test.each(['%', '_', '!', 'a_b', '50%', 'ada', 'ÅNG', 'k', 'K', '本', 'o', ' ', "'", 'x'.repeat(20_000)])(
  'customer references that contain a text are found in any letter case, and no sign is a wildcard: %s',
  async (part) => {
    const { api } = await createTestEmulator({
      scenario: { esims: REFERENCES.map((customerRef) => ({ customerRef })) },
    })
    const search = new URLSearchParams({ filterBy: 'customerRef', filter: part, direction: 'asc' })
    const { esims } = (await api.get(`/esims?${search}`)).json
    expect(esims.map(({ customerRef }: { customerRef: string }) => customerRef)).toEqual(
      REFERENCES.filter((reference) => foldText(reference).includes(foldText(part))),
    )
  },
)

test.each(['asc', 'desc'])('a search that finds thousands of eSIMs lists them by age: %s', async (direction) => {
  const { api, emulator } = await createTestEmulator()
  for (let count = 0; count < 3; count += 1) await emulator.esims.create({ count: 1_000 })
  const page = async (query: Record<string, string>) =>
    (await api.get(`/esims?${new URLSearchParams({ ...query, direction, perPage: '10', page: '3' })}`)).json
  const all = await page({})
  expect(all.rows).toBe(3_000)
  expect(await page({ filterBy: 'iccid', filter: '89431081' })).toEqual(all)
})
