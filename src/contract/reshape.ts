import type { JsonSchema } from './json-schema.ts'

/** One difference in the form of an answer, for the answer itself and for the schema that describes it. */
export interface Step {
  readonly value: (wire: unknown, call: StepCall) => unknown
  readonly schema: (schema: JsonSchema) => JsonSchema
}

/** What a difference may depend on beside the answer. */
export interface StepCall {
  readonly query: Readonly<Record<string, unknown>>
}

type Wire = Readonly<Record<string | symbol, unknown>>

/** What an answer knows beyond what it shows: rows of the table of differences may show it. JSON never has it. */
const BEYOND = Symbol('beyond')

export interface Beyond {
  readonly [BEYOND]?: Readonly<Record<string, unknown>>
}

/** Gives an answer facts that only some versions or dialects show. */
export const beyond = (facts: Readonly<Record<string, unknown>>): Beyond => ({ [BEYOND]: facts })

const isObject = (wire: unknown): wire is Wire => typeof wire === 'object' && wire !== null && !Array.isArray(wire)

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema.properties ?? {}) as Record<string, JsonSchema>
const requiredOf = (schema: JsonSchema): readonly string[] => (schema.required ?? []) as string[]

/** A step for objects, which leaves anything else as it is. */
const objectStep = (value: (wire: Wire, call: StepCall) => unknown, schema: Step['schema']): Step => ({
  value: (wire, call) => (isObject(wire) ? value(wire, call) : wire),
  schema: (given) => (given.type === 'object' ? schema(given) : given),
})

/** In place of an object, one of its fields. */
export const unwrap = (name: string): Step =>
  objectStep(
    (wire) => wire[name],
    (schema) => propertiesOf(schema)[name] ?? {},
  )

/** In place of a list, its first element. */
export const first: Step = {
  value: (wire) => (Array.isArray(wire) ? wire[0] : wire),
  schema: (schema) => (schema.items ?? schema) as JsonSchema,
}

/** Only these fields, in this order. What is known beyond them stays known. */
export const keep = (...names: readonly string[]): Step =>
  only((object) => Object.fromEntries(names.flatMap((name) => (name in object ? [[name, object[name]]] : []))))

/** All fields but these. */
export const drop = (...names: readonly string[]): Step =>
  only((object) => pick(object, (name) => !names.includes(name)))

const only = (select: (object: Wire) => Record<string, unknown>): Step =>
  objectStep(
    (wire) => ({ ...select(wire), ...(wire[BEYOND] ? { [BEYOND]: wire[BEYOND] } : {}) }),
    (schema) => {
      const properties = select(propertiesOf(schema))
      return { ...schema, properties, required: requiredOf(schema).filter((name) => name in properties) }
    },
  )

const pick = <T>(object: Readonly<Record<string, T>>, isKept: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(object).filter(([name]) => isKept(name)))

/** A field under another name, in the same place. */
export const rename = (from: string, to: string): Step => {
  const renamed = <T>(object: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(object).map(([name, field]) => [name === from ? to : name, field]))
  return objectStep(renamed, (schema) => ({
    ...schema,
    properties: renamed(propertiesOf(schema)),
    required: requiredOf(schema).map((name) => (name === from ? to : name)),
  }))
}

/** The schema of a field in another form: itself, or made of what it was. */
type Form = JsonSchema | ((given: JsonSchema) => JsonSchema)
const formOf = (form: Form, schema: JsonSchema, name: string): JsonSchema =>
  typeof form === 'function' ? form(propertiesOf(schema)[name] ?? {}) : form

/** The texts that a schema lists, in another form. */
export const eachListed =
  (change: (text: string) => string, ...more: readonly string[]) =>
  (schema: JsonSchema): JsonSchema => ({
    type: 'string',
    enum: [...new Set([...((schema.enum ?? []) as readonly string[]).map(change), ...more])],
  })

/** A field, where it is there, in another form. */
export const convert = <T>(name: string, change: (field: T) => unknown, form: Form): Step =>
  objectStep(
    (wire) => (wire[name] === undefined ? wire : { ...wire, [name]: change(wire[name] as T) }),
    (schema) =>
      name in propertiesOf(schema)
        ? { ...schema, properties: { ...propertiesOf(schema), [name]: formOf(form, schema, name) } }
        : schema,
  )

/** A field that is always there, last when it is new; the function is given what is known beyond the answer, too. */
export const put = (name: string, make: (wire: Wire, known: Wire) => unknown, form: Form): Step =>
  objectStep(
    (wire) => ({ ...wire, [name]: make(wire, (wire[BEYOND] ?? {}) as Wire) }),
    (schema) => ({
      ...schema,
      properties: { ...propertiesOf(schema), [name]: formOf(form, schema, name) },
      required: [...new Set([...requiredOf(schema), name])],
    }),
  )

/** A field that is known beyond the answer, where it has a value. */
export const reveal = (name: string, form: JsonSchema): Step => {
  const { value, schema } = put(name, (_, known) => known[name], form)
  return {
    value,
    // JSON leaves out what has no value.
    schema: (given) => ({ ...schema(given), required: requiredOf(given) }),
  }
}

/** A field that is there already, where texts are put together: only the schema has to be told. */
export const describe = (name: string, form: JsonSchema): Step => ({
  value: (wire) => wire,
  schema: put(name, () => undefined, form).schema,
})

/** Leaves fields out of an answer when the call says so; in its schema they become optional. */
export const dropWhen = (isDropped: (wire: Wire, call: StepCall) => boolean, ...names: readonly string[]): Step =>
  objectStep(
    (wire, call) => (isDropped(wire, call) ? pick(wire, (name) => !names.includes(name)) : wire),
    (schema) => ({ ...schema, required: requiredOf(schema).filter((name) => !names.includes(name)) }),
  )

/** Steps for what is at a path: field names, each with `[]` when its elements are meant; `[]` alone is those of a list. */
export function within(path: string, ...steps: readonly Step[]): Step {
  const inner = path.split('.').reduceRight((step, segment) => {
    const name = segment.replace('[]', '')
    const elements = segment.endsWith('[]') ? each(step) : step
    return name === '' ? elements : field(name, elements)
  }, sequence(steps))
  return {
    value: inner.value,
    schema: (schema) =>
      Array.isArray(schema.anyOf) ? { anyOf: schema.anyOf.map(inner.schema) } : inner.schema(schema),
  }
}

const each = (step: Step): Step => ({
  value: (wire, call) => (Array.isArray(wire) ? wire.map((element) => step.value(element, call)) : wire),
  schema: (schema) => (schema.items ? { ...schema, items: step.schema(schema.items as JsonSchema) } : schema),
})

const field = (name: string, step: Step): Step =>
  objectStep(
    (wire, call) => (wire[name] === undefined ? wire : { ...wire, [name]: step.value(wire[name], call) }),
    (schema) => {
      const properties = propertiesOf(schema)
      const form = properties[name]
      return form ? { ...schema, properties: { ...properties, [name]: step.schema(form) } } : schema
    },
  )

/** Several steps, one after the other. */
export const sequence = (steps: readonly Step[]): Step => ({
  value: (wire, call) => steps.reduce((changed, step) => step.value(changed, call), wire),
  schema: (schema) => steps.reduce((changed, step) => step.schema(changed), schema),
})
