import type { JsonSchema } from '../json-schema.ts'
import { HIDDEN_FIELDS } from './hidden-fields.ts'

/** Changes an answer, and the JSON schema that describes it, in the same way. */
export interface Transform {
  readonly value: (wire: unknown, call: TransformCall) => unknown
  readonly schema: (schema: JsonSchema) => JsonSchema
}

/** The part of the call that a transform may depend on. */
export interface TransformCall {
  readonly query: Readonly<Record<string, unknown>>
}

type Wire = Readonly<Record<string | symbol, unknown>>

const isObject = (wire: unknown): wire is Wire => typeof wire === 'object' && wire !== null && !Array.isArray(wire)

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema.properties ?? {}) as Record<string, JsonSchema>
const requiredOf = (schema: JsonSchema): readonly string[] => (schema.required ?? []) as string[]

/** Transforms objects, and leaves any other value as it is. */
const transformObject = (
  value: (wire: Wire, call: TransformCall) => unknown,
  schema: Transform['schema'],
): Transform => ({
  value: (wire, call) => (isObject(wire) ? value(wire, call) : wire),
  schema: (original) => (original.type === 'object' ? schema(original) : original),
})

/** Replaces an object by one of its fields: `{"groups":[1]}` becomes `[1]`. */
export const unwrap = (name: string): Transform =>
  transformObject(
    (wire) => wire[name],
    (schema) => propertiesOf(schema)[name] ?? {},
  )

/** Replaces a list by its first element. */
export const first: Transform = {
  value: (wire) => (Array.isArray(wire) ? wire[0] : wire),
  schema: (schema) => (schema.items ?? schema) as JsonSchema,
}

/** Keeps only these fields, in this order. Hidden fields stay. */
export const keep = (...names: readonly string[]): Transform =>
  only((object) => Object.fromEntries(names.flatMap((name) => (name in object ? [[name, object[name]]] : []))))

/** Removes these fields. Hidden fields stay. */
export const drop = (...names: readonly string[]): Transform =>
  only((object) => pick(object, (name) => !names.includes(name)))

const only = (select: (object: Wire) => Record<string, unknown>): Transform =>
  transformObject(
    (wire) => ({ ...select(wire), ...(wire[HIDDEN_FIELDS] ? { [HIDDEN_FIELDS]: wire[HIDDEN_FIELDS] } : {}) }),
    (schema) => {
      const properties = select(propertiesOf(schema))
      return { ...schema, properties, required: requiredOf(schema).filter((name) => name in properties) }
    },
  )

const pick = <T>(object: Readonly<Record<string, T>>, isKept: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(object).filter(([name]) => isKept(name)))

/** Renames a field. It stays in its place. */
export const rename = (from: string, to: string): Transform => {
  const renamed = <T>(object: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(object).map(([name, field]) => [name === from ? to : name, field]))
  return transformObject(renamed, (schema) => ({
    ...schema,
    properties: renamed(propertiesOf(schema)),
    required: requiredOf(schema).map((name) => (name === from ? to : name)),
  }))
}

/** The new schema of a field, or a function that makes it from the old one. */
type FieldSchema = JsonSchema | ((original: JsonSchema) => JsonSchema)
const newSchemaOf = (name: string, fieldSchema: FieldSchema, schema: JsonSchema): JsonSchema =>
  typeof fieldSchema === 'function' ? fieldSchema(propertiesOf(schema)[name] ?? {}) : fieldSchema

/** Changes each text of an enum in a schema, and adds more. */
export const mapEnum =
  (change: (text: string) => string, ...more: readonly string[]) =>
  (schema: JsonSchema): JsonSchema => ({
    type: 'string',
    enum: [...new Set([...((schema.enum ?? []) as readonly string[]).map(change), ...more])],
  })

/** Converts the value of a field. An answer without the field stays as it is. */
export const convert = <T>(name: string, change: (field: T) => unknown, fieldSchema: FieldSchema): Transform =>
  transformObject(
    (wire) => (wire[name] === undefined ? wire : { ...wire, [name]: change(wire[name] as T) }),
    (schema) =>
      name in propertiesOf(schema)
        ? { ...schema, properties: { ...propertiesOf(schema), [name]: newSchemaOf(name, fieldSchema, schema) } }
        : schema,
  )

/** Sets a field of every object. A new field comes last. `make` is given the object and its hidden fields. */
export const put = (name: string, make: (wire: Wire, hidden: Wire) => unknown, fieldSchema: FieldSchema): Transform =>
  transformObject(
    (wire) => ({ ...wire, [name]: make(wire, (wire[HIDDEN_FIELDS] ?? {}) as Wire) }),
    (schema) => ({
      ...schema,
      properties: { ...propertiesOf(schema), [name]: newSchemaOf(name, fieldSchema, schema) },
      required: [...new Set([...requiredOf(schema), name])],
    }),
  )

/** Shows a hidden field that has a value. */
export const reveal = (name: string, fieldSchema: JsonSchema): Transform => {
  const { value, schema } = put(name, (_, hidden) => hidden[name], fieldSchema)
  return {
    value,
    // JSON leaves out a field without a value: it stays optional.
    schema: (original) => ({ ...schema(original), required: requiredOf(original) }),
  }
}

/** Adds a field to the schema alone: the answer was put together from texts that already have it. */
export const describeField = (name: string, fieldSchema: JsonSchema): Transform => ({
  value: (wire) => wire,
  schema: put(name, () => undefined, fieldSchema).schema,
})

/** Removes fields when the condition holds. The schema makes them optional. */
export const dropWhen = (
  isDropped: (wire: Wire, call: TransformCall) => boolean,
  ...names: readonly string[]
): Transform =>
  transformObject(
    (wire, call) => (isDropped(wire, call) ? pick(wire, (name) => !names.includes(name)) : wire),
    (schema) => ({ ...schema, required: requiredOf(schema).filter((name) => !names.includes(name)) }),
  )

/**
 * Transforms the value at a path. `[]` stands for each element of a list:
 *
 *     within('bundles[].assignments[]', drop('unlimited'))
 *     within('[]', drop('bundle'))   // the answer itself is a list
 */
export function within(path: string, ...transforms: readonly Transform[]): Transform {
  const inner = path.split('.').reduceRight((transform, segment) => {
    const name = segment.replace('[]', '')
    const elements = segment.endsWith('[]') ? eachElement(transform) : transform
    return name === '' ? elements : atField(name, elements)
  }, sequence(transforms))
  return {
    value: inner.value,
    schema: (schema) =>
      Array.isArray(schema.anyOf) ? { anyOf: schema.anyOf.map(inner.schema) } : inner.schema(schema),
  }
}

const eachElement = (transform: Transform): Transform => ({
  value: (wire, call) => (Array.isArray(wire) ? wire.map((element) => transform.value(element, call)) : wire),
  schema: (schema) => (schema.items ? { ...schema, items: transform.schema(schema.items as JsonSchema) } : schema),
})

const atField = (name: string, transform: Transform): Transform =>
  transformObject(
    (wire, call) => (wire[name] === undefined ? wire : { ...wire, [name]: transform.value(wire[name], call) }),
    (schema) => {
      const properties = propertiesOf(schema)
      const fieldSchema = properties[name]
      return fieldSchema ? { ...schema, properties: { ...properties, [name]: transform.schema(fieldSchema) } } : schema
    },
  )

/** Applies several transforms, one after the other. */
export const sequence = (transforms: readonly Transform[]): Transform => ({
  value: (wire, call) => transforms.reduce((changed, { value }) => value(changed, call), wire),
  schema: (schema) => transforms.reduce((changed, transform) => transform.schema(changed), schema),
})
