import fc from 'fast-check'
import { expect, test } from 'vitest'
import { luhnDigit } from '../../src/domain/identifiers.ts'
import { createReplacer } from '../../src/domain/replacer.ts'
import { FILES } from '../../src/import/write.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { importFrom, readIn, sideOf } from './support.ts'

const KEY = 'a-secret-of-mine'
const replace = createReplacer(KEY)

const iccids = fc
  .tuple(
    fc.constantFrom('8943108', '8944422'),
    fc.integer({ min: 10, max: 12 }).chain((size) => fc.stringMatching(new RegExp(`^\\d{${size}}$`))),
  )
  .map(([issuer, serial]) => issuer + serial + luhnDigit(issuer + serial))

test('an ICCID becomes another of its issuer and length, with its check digit, and the same each time', () => {
  fc.assert(
    fc.property(iccids, (iccid) => {
      const replaced = replace.iccid(iccid)
      expect(replaced).toMatch(new RegExp(`^${iccid.slice(0, 7)}\\d{${iccid.length - 7}}$`))
      expect(replaced.at(-1)).toBe(luhnDigit(replaced.slice(0, -1)))
      expect(createReplacer(KEY).iccid(iccid)).toBe(replaced)
    }),
  )
})

test('no two ICCIDs become one', () => {
  fc.assert(
    fc.property(fc.uniqueArray(iccids, { minLength: 2, maxLength: 50 }), (list) => {
      expect(new Set(list.map(replace.iccid)).size).toBe(list.length)
    }),
  )
})

test('no two telephone numbers of a range become one, whatever stands between their digits', () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => `4420794${String(index).padStart(6, '0')}`)
  expect(new Set(numbers.map(replace.phone)).size).toBe(numbers.length)
  expect(replace.phone('+44 20794 000017')).toBe(`+${replace.phone('4420794000017')}`)
})

test('another key replaces by other values', () => {
  const other = createReplacer('another-secret')
  expect(other.iccid('8943108167000000019')).not.toBe(replace.iccid('8943108167000000019'))
  expect(other.customerRef('Ann')).not.toBe(replace.customerRef('Ann'))
})

test.each([
  ['matchingId', 'JQ-1A2B3C-1D4E5F6', /^JQ-[A-Z0-9]{6}-[A-Z0-9]{7}$/],
  ['matchingId', 'AB1CD-EF2GH-IJ3KL-MN4OP', /^[A-Z0-9]{5}(-[A-Z0-9]{5}){3}$/],
  ['digits', '0000', /^0000$/],
  ['digits', '1234', /^\d{4}$/],
  ['customerRef', 'Ann Example', /^customer-[0-9a-f]{10}$/],
  ['email', 'ann@real.com', /^user-[0-9a-f]{10}@example\.com$/],
  ['phone', '+44 20 7946 0016', /^\+447700900\d{6}$/],
  ['ip', '203.0.113.7', /^192\.0\.2\.\d{1,3}$/],
  ['customerRef', '', /^$/],
  ['text', 'sent to 8943108167000000019.', /^sent to 8943108\d{12}\.$/],
] as const)('%s of %j keeps its form', (kind, value, form) => {
  const replaced = replace[kind](value)
  expect(replaced).toMatch(form)
  if (value !== '' && value !== '0000') expect(replaced).not.toBe(value)
})

test('no file has anything personal or secret of the account, nor the key', async () => {
  const { emulator, api } = await createTestEmulator({ scenario: 'end-of-trip', apiKeys: [KEY] })
  await api.put('/esims', { body: { iccid: (await api.get('/esims')).json.esims[0].iccid, customerRef: 'Ann Secret' } })
  const { out } = await importFrom(sideOf(emulator.fetch, { apiKey: KEY }))
  const files = FILES.map((file) => readIn(out, file)).join('\n')

  const [organisation] = (await api.get('/organisation')).json.organisations
  const { esims } = (await api.get('/esims')).json
  const details = await Promise.all(esims.map(({ iccid }: { iccid: string }) => api.get(`/esims/${iccid}`)))
  const [user] = organisation.users
  const secrets = [
    KEY,
    organisation.name,
    organisation.addr1,
    organisation.postcode,
    organisation.website,
    user.firstName,
    user.lastName,
    user.emailAddress,
    user.phoneNumber,
    'Ann Secret',
    ...details.flatMap(({ json }) => [json.iccid, json.matchingId, json.puk]),
  ]
  expect(secrets.filter((secret) => files.includes(secret))).toEqual([])

  const kept = await importFrom(sideOf(emulator.fetch, { apiKey: KEY }), { keepIdentifiers: true })
  const scenario = readIn(kept.out, 'scenario.yaml')
  expect(details.every(({ json }) => scenario.includes(json.iccid))).toBe(true)
  expect(details.some(({ json }) => scenario.includes(json.matchingId))).toBe(false)
})
