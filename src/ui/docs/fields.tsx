import type { FC } from 'hono/jsx'
import type { JsonSchema } from '../../contract/json-schema.ts'
import { listOr } from '../../domain/list-words.ts'
import { Prose } from './prose.tsx'

/** Depth to which nested fields are listed. */
const DEEPEST = 4

const formsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema.anyOf ?? schema.oneOf ?? []) as readonly JsonSchema[]

const isNull = ({ type }: JsonSchema): boolean => type === 'null'

/** Describes a type in words: `list of integer`, `GET, POST or PUT`, `object or null`. */
export function typeText(schema: JsonSchema): string {
  if (typeof schema.title === 'string') return schema.title
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (Array.isArray(schema.enum)) return listOr(schema.enum.map((value) => JSON.stringify(value)))
  const forms = formsOf(schema)
  if (forms.length > 0) return listOr([...new Set(forms.map(typeText))])
  if (schema.type === 'array') return `list of ${typeText((schema.items ?? {}) as JsonSchema)}`
  if (Array.isArray(schema.type)) return listOr(schema.type)
  if (schema.format === 'date-time') return 'date and time'
  return typeof schema.type === 'string' ? schema.type : 'anything'
}

const LIMITS: readonly (readonly [key: string, words: string])[] = [
  ['minimum', 'at least'],
  ['exclusiveMinimum', 'more than'],
  ['maximum', 'at most'],
  ['minLength', 'length at least'],
  ['maxLength', 'length at most'],
  ['default', 'default'],
]

/** Describes the limits of a value. */
export const limitsText = (schema: JsonSchema): string =>
  LIMITS.flatMap(([key, words]) => (schema[key] === undefined ? [] : [`${words} ${JSON.stringify(schema[key])}`])).join(
    ', ',
  )

/** Returns the fields of a value, of its items, or of its variants. */
export function variants(schema: JsonSchema): readonly (readonly [string, JsonSchema][])[] {
  if (typeof schema.title === 'string') return []
  if (schema.type === 'array') return variants((schema.items ?? {}) as JsonSchema)
  const forms = formsOf(schema).filter((form) => !isNull(form))
  if (forms.length > 0) return forms.flatMap(variants)
  const fields = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>)
  return fields.length > 0 ? [fields] : []
}

/** Returns the required fields; none if the value has several variants. */
function requiredOf(schema: JsonSchema): readonly string[] {
  if (schema.type === 'array') return requiredOf((schema.items ?? {}) as JsonSchema)
  return (schema.required ?? []) as readonly string[]
}

interface FieldsProps {
  readonly schema: JsonSchema
  /** Whether to mark required fields. */
  readonly asked?: boolean
  readonly depth?: number
}

/** The fields of a JSON value, nested fields indented. */
export const Fields: FC<FieldsProps> = ({ schema, asked = false, depth = 0 }) => {
  const all = variants(schema)
  if (all.length === 0) return depth === 0 ? <p>{typeText(schema)}</p> : null
  const required = requiredOf(schema)
  return (
    <>
      {all.map((fields, index) => (
        <>
          {index > 0 && <p class="soft or">or</p>}
          <ul class="fields">
            {fields.map(([name, field]) => (
              <li>
                <code>{name}</code> <FieldType schema={field} />
                {asked && required.includes(name) && <b class="needed"> required</b>}
                {typeof field.description === 'string' && (
                  <>
                    {' '}
                    <Prose text={field.description} />
                  </>
                )}
                {depth < DEEPEST && <Fields schema={field} asked={asked} depth={depth + 1} />}
              </li>
            ))}
          </ul>
        </>
      ))}
    </>
  )
}

/** The type of a field and its limits. */
export const FieldType: FC<{ readonly schema: JsonSchema }> = ({ schema }) => {
  const limits = limitsText(schema)
  return (
    <small>
      {typeText(schema)}
      {limits === '' ? '' : ` (${limits})`}
    </small>
  )
}
