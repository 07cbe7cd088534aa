/** The kind of a value. Texts are told apart by their form. */
export type Kind =
  | 'object'
  | 'list'
  | 'null'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'text'
  | 'empty text'
  | 'date-time'
  | 'date'
  | 'uuid'
  | 'digits'
  | 'code'

export interface Field {
  readonly kinds: ReadonlySet<Kind>
  /** The number of times the field was there. */
  readonly count: number
}

/** The fields of an answer by path, the elements of a list taken together: `bundles[].price`. The answer itself is ''. */
export type Shape = ReadonlyMap<string, Field>

const TEXT_FORMS: readonly (readonly [Kind, RegExp])[] = [
  ['empty text', /^$/],
  ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ['digits', /^\d+$/],
  // Of a country or a currency.
  ['code', /^[A-Z]{2,3}$/],
]

export const isText = (kind: Kind): boolean => kind === 'text' || TEXT_FORMS.some(([form]) => form === kind)

function kindOf(value: unknown): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return TEXT_FORMS.find(([, form]) => form.test(value))?.[0] ?? 'text'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'boolean' ? 'boolean' : 'object'
}

export function shapeOf(answer: unknown): Shape {
  const fields = new Map<string, { kinds: Set<Kind>; count: number }>()
  const visit = (path: string, value: unknown): void => {
    const field = fields.get(path) ?? { kinds: new Set<Kind>(), count: 0 }
    fields.set(path, field)
    field.kinds.add(kindOf(value))
    field.count += 1
    if (Array.isArray(value)) for (const element of value) visit(`${path}[]`, element)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(path === '' ? name : `${path}.${name}`, inner)
    }
  }
  visit('', answer)
  return fields
}

/** The path of the object or list that holds a field. */
export const parentOf = (path: string): string =>
  path.endsWith('[]') ? path.slice(0, -2) : path.slice(0, Math.max(0, path.lastIndexOf('.')))
