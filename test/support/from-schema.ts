import fc from 'fast-check'
import type { JsonSchema } from '../../src/contract/json-schema.ts'

/** Values that a field of some name is more likely to have than any other: what an organisation has of it. */
export type Known = Readonly<Record<string, readonly unknown[]>>

type Value = fc.Arbitrary<unknown>

/** Values that a JSON Schema allows: of the keywords that our documents use, and of no others. Throws for any other. */
export function valuesOf(schema: JsonSchema, known: Known = {}, name = ''): Value {
  requireKnownKeywords(schema)
  const forms = formsOf(schema)
  if (forms) return fc.oneof(...forms.map((form) => valuesOf(form, known, name)))
  const any = plainValuesOf(schema, known)
  const mine = known[name]
  return mine && schema.type !== 'object' && schema.type !== 'array' ? fc.oneof(any, fc.constantFrom(...mine)) : any
}

/** A value that breaks one keyword of a schema, and which. */
export interface Broken {
  readonly keyword: string
  readonly value: unknown
}

/**
 * Values that break exactly one keyword of a schema somewhere, all else being right; none where nothing can be broken.
 * What counts as absent where it is optional breaks nothing. Some keywords can be spared.
 */
export function brokenValuesOf(
  schema: JsonSchema,
  known: Known = {},
  name = '',
  spared: readonly string[] = [],
): fc.Arbitrary<Broken>[] {
  requireKnownKeywords(schema)
  const forms = formsOf(schema)
  if (forms) return forms.flatMap((form) => brokenValuesOf(form, known, name, spared))
  const own = ownBreaks(schema).filter(([keyword]) => !spared.includes(keyword))
  return [
    ...own.map(([keyword, values]) => values.map((value) => ({ keyword, value }))),
    ...innerBreaks(schema, known, name, spared),
  ]
}

const KEYWORDS = new Set([
  ...[
    'type',
    'properties',
    'required',
    'items',
    'minItems',
    'maxItems',
    'enum',
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
  ],
  ...['pattern', 'format', 'anyOf', 'oneOf', 'const', 'exclusiveMinimum', 'additionalProperties', 'propertyNames'],
  ...['title', 'description', 'examples', 'default'],
])

function requireKnownKeywords(schema: JsonSchema): void {
  const unknown = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword))
  if (unknown.length > 0) throw new Error(`the generator does not know ${unknown} of ${JSON.stringify(schema)}`)
}

/** The schemas of which a value meets one; undefined where there is only one. */
function formsOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => ({ ...schema, type }))
  return (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined
}
const propertiesOf = ({ properties }: JsonSchema) => Object.entries((properties ?? {}) as Record<string, JsonSchema>)
const requiredOf = ({ required }: JsonSchema) => (required ?? []) as readonly string[]

function plainValuesOf(schema: JsonSchema, known: Known): Value {
  if (schema.enum) return fc.constantFrom(...(schema.enum as readonly unknown[]))
  if (schema.const !== undefined) return fc.constant(schema.const)
  switch (schema.type) {
    case undefined:
      return fc.jsonValue()
    case 'null':
      return fc.constant(null)
    case 'number':
      return fc.double({
        min: Number(schema.minimum ?? schema.exclusiveMinimum ?? -1e6),
        minExcluded: schema.exclusiveMinimum !== undefined,
        max: Number(schema.maximum ?? 1e6),
        noNaN: true,
      })
    case 'object':
      if (!schema.properties) return dictionariesOf(schema, known)
      return fc.record(
        Object.fromEntries(propertiesOf(schema).map(([name, field]) => [name, valuesOf(field, known, name)])),
        { requiredKeys: [...requiredOf(schema)] },
      )
    case 'array':
      return fc.array(valuesOf(schema.items as JsonSchema, known), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(3, Number(schema.maxItems ?? 3)),
      })
    case 'integer':
      return fc.integer({
        min: Number(schema.minimum ?? -1_000_000),
        max: Number(schema.maximum ?? 1_000_000),
      })
    case 'boolean':
      return fc.boolean()
    case 'string':
      return textsOf(schema)
    default:
      throw new Error(`the generator does not know the type ${schema.type}`)
  }
}

function dictionariesOf({ additionalProperties, propertyNames }: JsonSchema, known: Known): Value {
  const names = textsOf((propertyNames ?? {}) as JsonSchema)
  const values = typeof additionalProperties === 'object' ? (additionalProperties as JsonSchema) : {}
  return fc.dictionary(names, valuesOf(values, known), { maxKeys: 3 })
}

function textsOf({ format, pattern, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time') {
    const range = { min: new Date('2000-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }
    return fc.date(range).map((date) => date.toISOString())
  }
  if (format !== undefined) throw new Error(`the generator does not know the format ${format}`)
  if (pattern !== undefined) return fc.stringMatching(new RegExp(String(pattern)))
  return fc.string({
    minLength: Number(minLength ?? 0),
    maxLength: Number(maxLength ?? 30),
    unit: 'grapheme-composite',
  })
}

/** What breaks a schema itself, by keyword. A wrong type is one that never counts as absent. */
function ownBreaks(schema: JsonSchema): (readonly [keyword: string, values: Value])[] {
  const breaks: (readonly [string, Value])[] = [['type', WRONG_TYPES[String(schema.type)] ?? fc.constant({ a: 1 })]]
  if (schema.enum) {
    const known = (schema.enum as readonly unknown[]).map((value) => String(value).toLowerCase())
    const others: Value = schema.type === 'integer' ? fc.integer({ min: 1 }) : fc.stringMatching(/^[a-z ]{1,12}$/)
    breaks.push(['enum', others.filter((value) => !known.includes(String(value).toLowerCase()))])
    return breaks
  }
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, format } = schema
  // 0 counts as absent where it is optional.
  if (minimum !== undefined) {
    const least = Math.min(-2_147_483_648, 2 * Number(minimum) - 1)
    breaks.push(['minimum', fc.integer({ min: least, max: Number(minimum) - 1 }).filter((value) => value !== 0)])
  }
  if (maximum !== undefined) {
    breaks.push([
      'maximum',
      fc.integer({ min: Number(maximum) + 1, max: Math.max(2_147_483_647, 2 * Number(maximum) + 1) }),
    ])
  }
  if (maxLength !== undefined) {
    const long = fc.string({
      minLength: Number(maxLength) + 1,
      maxLength: Number(maxLength) + 50,
      unit: 'grapheme-ascii',
    })
    breaks.push(['maxLength', long])
  }
  if (minLength !== undefined) breaks.push(['minLength', fc.constant('')])
  if (minItems !== undefined) breaks.push(['minItems', fc.constant([])])
  if (maxItems !== undefined) {
    const length = Number(maxItems) + 1
    const many = fc.array(valuesOf(schema.items as JsonSchema), { minLength: length, maxLength: length })
    breaks.push(['maxItems', many])
  }
  if (pattern !== undefined) {
    const rule = new RegExp(String(pattern))
    const others = fc.oneof(fc.stringMatching(/^[a-z]{1,12}$/), fc.constantFrom('a b', 'a,b', '12345', '-'))
    breaks.push(['pattern', others.filter((text) => !rule.test(text))])
  }
  if (format !== undefined) breaks.push(['format', fc.stringMatching(/^[a-z]{1,12}$/)])
  return breaks
}

const WRONG_TYPES: Readonly<Record<string, Value>> = {
  string: fc.oneof(fc.integer({ min: 1 }), fc.constantFrom<unknown>(true, {}, { a: 1 }, ['a'])),
  integer: fc.oneof(fc.constantFrom<unknown>('one', '1', true, {}, [1], 0.5)),
  boolean: fc.constantFrom<unknown>('perhaps', 'on', 2, {}, [true]),
  array: fc.constantFrom<unknown>('a text', 1, true, {}),
  object: fc.constantFrom<unknown>('a text', 1, true, ['a']),
}

/** What breaks something inside a schema: a field that is missing, a field or an element that is broken itself. */
function innerBreaks(
  schema: JsonSchema,
  known: Known,
  name: string,
  spared: readonly string[],
): fc.Arbitrary<Broken>[] {
  if (schema.type === 'array') {
    return brokenValuesOf(schema.items as JsonSchema, known, name, [...spared, 'minLength']).map((element) =>
      element.map(({ keyword, value }) => ({ keyword: `[]: ${keyword}`, value: [value] })),
    )
  }
  if (schema.type !== 'object') return []
  const whole = valuesOf(schema, known) as fc.Arbitrary<Readonly<Record<string, unknown>>>
  const missing = requiredOf(schema).map((field) =>
    whole.map(({ [field]: _, ...rest }) => ({ keyword: `required ${field}`, value: rest })),
  )
  const wrong = propertiesOf(schema).flatMap(([field, type]) =>
    brokenValuesOf(
      type,
      known,
      field,
      requiredOf(schema).includes(field) ? spared : [...spared, 'minLength', 'minItems'],
    ).map((each) =>
      fc.tuple(whole, each).map(([object, { keyword, value }]) => ({
        keyword: `${field}: ${keyword}`,
        value: { ...object, [field]: value },
      })),
    ),
  )
  return [...missing, ...wrong]
}
