/** A step that cannot be carried out as it is written. */
export class StepError extends Error {
  override readonly name = 'StepError'
}

/** The values that steps can refer to: earlier answers by their names, and eSIMs by customer reference. */
export interface Names {
  readonly answers: ReadonlyMap<string, unknown>
  readonly findIccid: (customerRef: string) => Promise<string | undefined>
}

const REFERENCE = /\$\{([^}]+)\}/g
const WHOLE = /^\$\{([^}]+)\}$/
const ESIM = /^esim\.(.+)$/

/**
 * Fills in the references of a value, such as `${order.order[0].iccids[0]}`. A text that is nothing but a reference takes the
 * type of its value. Throws StepError for a reference that leads nowhere.
 */
export async function fillIn<T>(value: T, names: Names): Promise<T> {
  return (await fill(value, names)) as T
}

async function fill(value: unknown, names: Names): Promise<unknown> {
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1]
    if (whole !== undefined) return resolveReference(whole.trim(), names)
    const parts = await Promise.all(
      value
        .split(REFERENCE)
        .map(async (part, index) => (index % 2 === 0 ? part : String(await resolveReference(part.trim(), names)))),
    )
    return parts.join('')
  }
  if (Array.isArray(value)) return Promise.all(value.map((each) => fill(each, names)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([key, each]) => [key, await fill(each, names)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

async function resolveReference(reference: string, { answers, findIccid }: Names): Promise<unknown> {
  const customerRef = ESIM.exec(reference)?.[1]
  if (customerRef !== undefined) {
    const iccid = await findIccid(customerRef)
    if (iccid === undefined) throw new StepError(`no eSIM has the customer reference ${JSON.stringify(customerRef)}`)
    return iccid
  }
  const [name = '', ...path] = reference.split(/[.[\]]+/).filter((part) => part !== '')
  if (!answers.has(name)) {
    const known = [...answers.keys()].join(', ')
    throw new StepError(
      `nothing is called ${name}: ${known === '' ? 'no step before has an `as`' : `there is ${known}`}`,
    )
  }
  let at: unknown = answers.get(name)
  let reached = name
  for (const part of path) {
    const next = fieldOf(at, part)
    if (next === undefined) throw new StepError(`there is no ${reference}: ${reached} ${describeFields(at)}`)
    at = next
    reached += /^\d+$/.test(part) ? `[${part}]` : `.${part}`
  }
  return at
}

/** Reads an own field: inherited ones, such as `constructor`, are no part of an answer. */
const fieldOf = (value: unknown, name: string): unknown =>
  value !== null && value !== undefined && Object.hasOwn(Object(value), name)
    ? (value as Record<string, unknown>)[name]
    : undefined

function describeFields(value: unknown): string {
  if (Array.isArray(value)) return `has ${value.length} items`
  if (typeof value === 'object' && value !== null) return `has ${Object.keys(value).join(', ') || 'nothing in it'}`
  return `is ${JSON.stringify(value)}`
}
