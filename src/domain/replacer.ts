import { createHmac } from 'node:crypto'
import { luhnDigit } from './identifiers.ts'

const FIRST_NAMES = [
  'Alex',
  'Blake',
  'Casey',
  'Dana',
  'Eden',
  'Frankie',
  'Jamie',
  'Kim',
  'Lee',
  'Morgan',
  'Noa',
  'Robin',
]
const LAST_NAMES = [
  'Archer',
  'Baker',
  'Carter',
  'Dyer',
  'Fisher',
  'Glover',
  'Mason',
  'Potter',
  'Smith',
  'Taylor',
  'Weaver',
]

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The digits of an ICCID that name the issuer; they are kept. */
const ISSUER_DIGITS = 7

/** The digits of a telephone number that its replacement has of its own. */
const PHONE_DIGITS = 6

/** An ICCID in a text, which may be about an eSIM. */
const ICCIDS = /(?<!\d)89\d{16,20}(?!\d)/g

export interface Replacer {
  readonly iccid: (iccid: string) => string
  readonly matchingId: (id: string) => string
  readonly digits: (digits: string, length?: number) => string
  readonly customerRef: (reference: string) => string
  readonly company: (name: string) => string
  readonly firstName: (name: string) => string
  readonly lastName: (name: string) => string
  readonly email: (address: string) => string
  readonly phone: (number: string) => string
  readonly address: (text: string) => string
  readonly ip: (address: string) => string
  /** Any other text: the ICCIDs in it. */
  readonly text: (text: string) => string
}

/**
 * Replaces personal data and secrets by values of the same form. The same value becomes the same replacement each time, for
 * everyone who has the key; without the key no replacement leads back. Empty values stay empty.
 */
export function createReplacer(
  apiKey: string,
  { keepIccids = false }: { readonly keepIccids?: boolean } = {},
): Replacer {
  const hash = (kind: string, value: string): Buffer =>
    createHmac('sha256', apiKey).update(`${kind}\n${value}`).digest()
  const number = (kind: string, value: string, below: number): number => hash(kind, value).readUIntBE(0, 6) % below
  const pick = (kind: string, value: string, from: readonly string[]): string =>
    from[number(kind, value, from.length)] as string
  const tag = (kind: string, value: string): string => hash(kind, value).toString('hex').slice(0, 10)
  const filled = (replace: (value: string) => string) => (value: string) => (value === '' ? '' : replace(value))

  const iccid = (given: string): string => {
    if (keepIccids || given.length <= ISSUER_DIGITS + 1) return given
    const digits =
      given.slice(0, ISSUER_DIGITS) +
      permute(given.slice(ISSUER_DIGITS, -1), (round, half) => hash(`iccid ${round}`, half))
    return digits + luhnDigit(digits)
  }

  return {
    iccid,
    matchingId: filled((id) => {
      const bytes = hash('matchingId', id)
      let at = 0
      return id.replace(/[A-Za-z0-9]/g, (character, place: number) => {
        // `JQ` tells the platform.
        if (place < 2 && id.startsWith('JQ-')) return character
        return CAPITALS.charAt((bytes[at++ % bytes.length] as number) % CAPITALS.length)
      })
    }),
    digits: (digits, length = digits.length) =>
      /^0*$/.test(digits) && digits.length === length
        ? digits
        : String(number('digits', digits, 10 ** length)).padStart(length, '0'),
    customerRef: filled((reference) => `customer-${tag('customerRef', reference)}`),
    company: filled((name) => `Reseller ${tag('company', name).slice(0, 4)}`),
    firstName: filled((name) => pick('firstName', name, FIRST_NAMES)),
    lastName: filled((name) => pick('lastName', name, LAST_NAMES)),
    email: filled((address) => `user-${tag('email', address)}@example.com`),
    // Numbers that begin as those that Ofcom keeps for drama. No two that differ in their last six digits alone become one.
    phone: filled((phone) => {
      const given = phone.replace(/\D/g, '').padStart(PHONE_DIGITS, '0')
      const [range, own] = [given.slice(0, -PHONE_DIGITS), given.slice(-PHONE_DIGITS)]
      const digits = `447700900${permute(own, (round, half) => hash(`phone ${round} ${range}`, half))}`
      return phone.startsWith('+') ? `+${digits}` : digits
    }),
    address: filled((text) => `Replaced ${tag('address', text).slice(0, 4)}`),
    // A network for documentation (RFC 5737).
    ip: filled((address) => `192.0.2.${1 + number('ip', address, 254)}`),
    text: (text) => text.replace(ICCIDS, iccid),
  }
}

const ROUNDS = 8

/** Maps digits to as many digits, no two to the same (a Feistel network), so that no two numbers become one. */
function permute(digits: string, hash: (round: number, half: string) => Buffer): string {
  const middle = Math.floor(digits.length / 2)
  let [left, right] = [digits.slice(0, middle), digits.slice(middle)]
  for (let round = 0; round < ROUNDS; round++) {
    const size = 10 ** left.length
    const mixed = (Number(left) + (hash(round, right).readUIntBE(0, 6) % size)) % size
    ;[left, right] = [right, String(mixed).padStart(left.length, '0')]
  }
  return left + right
}
