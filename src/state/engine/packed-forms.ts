import type { StoredForm } from './stored-form.ts'

/** The forms of texts whose signs are few: as the bytes of their digits, or as a number. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const UUID_LENGTH = 36
const UUID_BYTES = 16

/** The digits of a UUID without what separates them. */
const hexOf = (uuid: string): string =>
  uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24)

function unpackUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, UUID_BYTES)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A form whose stored values are bytes, which its column may be compared by. */
function bytesForm(name: string, pack: (text: string) => Buffer | undefined, unpack: (bytes: Buffer) => string) {
  return {
    name,
    store: (text) => pack(text) ?? text,
    read: (stored) => (Buffer.isBuffer(stored) ? unpack(stored) : String(stored)),
    readSql: (column) => `read_${name}(${column})`,
    isBytes: true,
  } satisfies StoredForm
}

/** Remembers the last text: an order stores its reference in one row after another. */
function rememberingLast(pack: (text: string) => Buffer | undefined): typeof pack {
  let last: string | undefined
  let packed: Buffer | undefined
  return (text) => {
    if (text !== last) {
      packed = pack(text)
      last = text
    }
    return packed
  }
}

const packUuid = rememberingLast((text) => (UUID.test(text) ? Buffer.from(hexOf(text), 'hex') : undefined))

/** A UUID in lower case. UUIDs are in the same order as their bytes. */
export const UUID_FORM: StoredForm = {
  ...bytesForm('uuid', packUuid, unpackUuid),
  keepsOrder: true,
}

const LARGEST_UNIT = 0xffff_ffff
const UNIT = /^-(?:0|[1-9]\d{0,9})$/

/** The reference of an order's unit: the UUID of the order, and behind it the unit in as many bytes as it needs, none for 0. */
export const UNIT_REFERENCE_FORM: StoredForm = bytesForm(
  'unit_reference',
  (text) => {
    const order = text.slice(0, UUID_LENGTH)
    const behind = text.slice(UUID_LENGTH)
    const unit = -Number(behind)
    if (!UUID.test(order) || !UNIT.test(behind) || unit > LARGEST_UNIT) return undefined
    const digits = unit === 0 ? '' : unit.toString(16)
    return Buffer.from(hexOf(order) + (digits.length % 2 === 0 ? '' : '0') + digits, 'hex')
  },
  (bytes) => {
    const unit = bytes.length > UUID_BYTES ? bytes.readUIntBE(UUID_BYTES, bytes.length - UUID_BYTES) : 0
    return `${unpackUuid(bytes)}-${unit}`
  },
)

/** The groups of a matching id, each with its signs and the bytes of the number that they are in base 36. */
const GROUPS = [
  { form: /^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}$/, begin: '', groups: [5, 5, 5, 5].map((signs) => ({ signs, bytes: 4 })) },
  {
    form: /^JQ-[0-9A-Z]{6}-[0-9A-Z]{7}$/,
    begin: 'JQ-',
    groups: [
      { signs: 6, bytes: 4 },
      { signs: 7, bytes: 5 },
    ],
  },
].map((shape) => ({ ...shape, length: shape.groups.reduce((sum, { bytes }) => sum + bytes, 0) }))

/** The matching id of an eSIM, of both platforms. */
export const MATCHING_ID_FORM: StoredForm = bytesForm(
  'matching_id',
  (text) => {
    const shape = GROUPS.find(({ form }) => form.test(text))
    if (!shape) return undefined
    const packed = Buffer.allocUnsafe(shape.length)
    let from = shape.begin.length
    let at = 0
    for (const { signs, bytes } of shape.groups) {
      packed.writeUIntBE(Number.parseInt(text.slice(from, from + signs), 36), at, bytes)
      from += signs + 1
      at += bytes
    }
    return packed
  },
  (packed) => {
    const shape = GROUPS.find(({ length }) => length === packed.length)
    if (!shape) return packed.toString('latin1')
    let at = 0
    const texts = shape.groups.map(({ signs, bytes }) => {
      const number = packed.readUIntBE(at, bytes)
      at += bytes
      return number.toString(36).toUpperCase().padStart(signs, '0')
    })
    return shape.begin + texts.join('-')
  },
)

const PUK = /^\d{8}$/
const PUK_DIGITS = 8

/** Eight digits, as a number. */
export const PUK_FORM: StoredForm = {
  name: 'puk',
  store: (text) => (PUK.test(text) ? BigInt(text) : text),
  read: (stored) => (typeof stored === 'number' ? String(stored).padStart(PUK_DIGITS, '0') : String(stored)),
  readSql: (column) => `read_puk(${column})`,
}
