import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DomainError } from '../../src/domain/errors.ts'
import {
  activationCode,
  iccidAt,
  luhnDigit,
  matchingId,
  platformOfRoutingProfile,
  puk,
  requireIccid,
  requireProfileId,
  uuid,
} from '../../src/domain/identifiers.ts'
import { randomSequence } from '../../src/domain/random.ts'

/** The check of ISO/IEC 7812-1, told the other way round: the sum of a whole valid number ends in zero. */
const passesLuhn = (number: string): boolean =>
  [...number].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return sum + Math.floor(value / 10) + (value % 10)
  }, 0) %
    10 ===
  0

function sequence(seed: number) {
  let position = 0
  const take = (count: number) => {
    position += count
    return position - count
  }
  return randomSequence(seed, take)
}

test.each([
  ['7992739871', '3'],
  ['894310816700000001', '9'],
  ['0', '0'],
])('the check digit of %s is %s', (digits, digit) => {
  expect(luhnDigit(digits)).toBe(digit)
})

test('an ICCID has nineteen digits, the prefix of its platform and a valid check digit', () => {
  const property = fc.property(
    fc.constantFrom('truphone' as const, 'idemia' as const),
    fc.integer({ min: 0, max: 4_294_967_295 }),
    fc.integer({ min: 1, max: 99_999_999 }),
    (platform, offset, position) => {
      const iccid = iccidAt(platform, offset, position)
      expect(iccid).toMatch(platform === 'truphone' ? /^8943108165\d{9}$/ : /^8943108167\d{9}$/)
      expect(passesLuhn(iccid)).toBe(true)
    },
  )
  fc.assert(property)
})

test('no two ICCIDs of an organisation are alike', () => {
  const many = new Set(Array.from({ length: 50_000 }, (_, index) => iccidAt('idemia', 12_345, index + 1)))
  expect(many.size).toBe(50_000)
  const positions = fc.integer({ min: 1, max: 99_999_999 })
  const property = fc.property(positions, positions, (one, other) => {
    expect(iccidAt('idemia', 1, one) === iccidAt('idemia', 1, other)).toBe(one === other)
  })
  fc.assert(property)
})

test.each([
  ['truphone', /^JQ-[A-Z0-9]{6}-[A-Z0-9]{7}$/],
  ['idemia', /^([A-Z0-9]{5}-){3}[A-Z0-9]{5}$/],
] as const)('a matching id of %s has the form of that platform', (platform, form) => {
  const random = sequence(7)
  for (let time = 0; time < 50; time++) expect(matchingId(platform, random)).toMatch(form)
})

test('a PUK has eight digits, and a reference is a UUID of version 4', () => {
  const random = sequence(7)
  for (let time = 0; time < 50; time++) {
    expect(puk(random)).toMatch(/^\d{8}$/)
    expect(uuid(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

test('the code that installs a profile is made of its address and its matching id', () => {
  expect(activationCode('rsp.truphone.com', 'JQ-1A2B3C-1D4E5F6')).toBe('LPA:1$rsp.truphone.com$JQ-1A2B3C-1D4E5F6')
})

test.each([
  [null, 'idemia'],
  [1, 'idemia'],
  [2, 'truphone'],
  [3, 'truphone'],
  [4, 'idemia'],
  [5, 'idemia'],
])('eSIMs of routing profile %s are made by %s', (profile, platform) => {
  expect(platformOfRoutingProfile(profile)).toBe(platform)
})

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as DomainError).code
  }
}

test.each([
  ['8'.repeat(18), undefined],
  ['8'.repeat(22), undefined],
  ['8'.repeat(17), 'malformed_iccid'],
  ['8'.repeat(23), 'malformed_iccid'],
  [`${'8'.repeat(18)}F`, 'malformed_iccid'],
  ['', 'malformed_iccid'],
  ['８'.repeat(19), 'malformed_iccid'],
])('as an ICCID, %j is %s', (text, code) => {
  expect(codeOf(() => requireIccid(text))).toBe(code)
})

test.each([
  ['', undefined],
  ['7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10', undefined],
  ['7D1F0C52-3B0E-4C55-9C0D-2F6A1B7E4A10', undefined],
  ['7d1f0c523b0e4c559c0d2f6a1b7e4a10', 'invalid_profile_id'],
  ['7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a1g', 'invalid_profile_id'],
])('as a profile id, %j is %s', (text, code) => {
  expect(codeOf(() => requireProfileId(text))).toBe(code)
})

test('no two of a hundred million ICCIDs are alike: none comes up again after a part of them', () => {
  const first = iccidAt('idemia', 7, 0)
  for (const parts of [2, 4, 5, 10, 100]) expect(iccidAt('idemia', 7, 100_000_000 / parts)).not.toBe(first)
  expect(iccidAt('idemia', 7, 100_000_000)).toBe(first)
})
