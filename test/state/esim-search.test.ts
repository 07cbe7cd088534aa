import { afterAll, expect, test } from 'vitest'
import { foldText } from '../../src/domain/fold-text.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'

const REFERENCES = [
  '50% off',
  '50 off',
  'a_b',
  'aXb',
  'wow!',
  'Ada',
  'ADA Lovelace',
  'Ångström',
  'Kelvin',
  '\u212Aelvin',
  'İstanbul',
  'istanbul',
  '日本',
  '',
]

test.each([
  '%',
  '_',
  '!',
  'a_b',
  '50%',
  'ada',
  'ÅNG',
  'k',
  'K',
  'elv',
  'STAN',
  'i',
  'İ',
  '本',
  'o',
  ' ',
  "'",
  'x'.repeat(20_000),
  '\0',
  'a\0',
])(
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

/** More with one reference, and with one instant, than one statement looks at. */
const MANY = [
  { count: 2_100, customerRef: 'Ada' },
  { count: 300, customerRef: 'Bo' },
  { count: 2_300, customerRef: 'Cy, not Ada' },
]

let made: ReturnType<typeof openTestEmulator> | undefined
afterAll(async () => (await made)?.close())

test.each<[string, string, (customerRef: string) => boolean]>([
  ['iccid', '89431081', () => true],
  ['customerRef', 'ADA', (customerRef) => /Ada/.test(customerRef)],
  ['customerRef', 'o', (customerRef) => /o/.test(customerRef)],
  ['customerRef', 'eq:Ada', (customerRef) => customerRef === 'Ada'],
  ['assignedDate', 'gte:2026-01-01', () => true],
  ['assignedDate', 'lt:2026-01-01', () => false],
])(
  'a search by %s for %s finds its eSIMs among thousands, and lists them by age',
  async (filterBy, filter, matches) => {
    made ??= openTestEmulator({ clock: 'manual', start: '2026-01-01T00:00:00Z', scenario: { esims: MANY } })
    const { api, emulator } = await made
    const found = (await emulator.esims.list({ limit: 10_000 })).filter(({ customerRef }) => matches(customerRef))
    for (const direction of ['asc', 'desc']) {
      const inOrder = (direction === 'asc' ? found : found.toReversed()).map(({ iccid }) => iccid)
      for (const page of [1, 230]) {
        const search = new URLSearchParams({ filterBy, filter, direction, perPage: '10', page: String(page) })
        const { rows, esims } = (await api.get(`/esims?${search}`)).json
        expect(rows).toBe(found.length)
        expect(esims.map(({ iccid }: { iccid: string }) => iccid)).toEqual(inOrder.slice((page - 1) * 10, page * 10))
      }
    }
  },
)
