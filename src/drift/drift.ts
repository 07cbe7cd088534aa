import * as z from 'zod'
import { ErrorBody } from '../contract/scalars.ts'
import { type Answer, type Ask, asker, CannotAsk, type Side } from './ask.ts'
import { type Comparison, compareShapes } from './compare.ts'
import { declarationsOf } from './declared.ts'
import { type Found, fill, found, operationOf, PROBES, type Probe, type Template, templateOf } from './probes.ts'
import { shapeOf } from './shape.ts'

/** The result of one call. */
export interface Finding extends Comparison {
  readonly call: string
}

/** The calls that will be sent, in order, with the names of what only answers will tell. */
export const PLAN: readonly Template[] = PROBES.map(templateOf)

/** A call in one line. */
export const describeCall = ({ method, path, accept, body }: Template): string =>
  [method.padEnd('POST'.length), path, accept === undefined ? '' : `as ${accept}`, body ?? '']
    .filter((part) => part !== '')
    .join(' ')

/**
 * Makes the same calls of both services, one after the other, and compares the answers: status, content type, fields and
 * types, never values. Throws CannotAsk when `there` does not answer, refuses the key, or is no such API.
 */
export async function findDrift(here: Side, there: Side): Promise<Finding[]> {
  const ours = new Witness(asker(here))
  const theirs = new Witness(asker(there))
  const findings: Finding[] = []
  for (const probe of PROBES) {
    const call = describeCall(templateOf(probe))
    const answer = await theirs.answer(probe)
    if (probe === PROBES[0] && 'status' in answer) assertEntry(there, call, answer)
    findings.push({ call, ...compareTestimonies(probe, await ours.answer(probe), answer) })
  }
  return findings
}

/** Throws CannotAsk when the answer to the first call is not that of the API: a refusal, or a page for people. */
function assertEntry({ baseUrl }: Side, call: string, { status, contentType, value }: Answer): void {
  const answered = `${call} was answered with ${status}`
  const isOther = status === 200 && !isObject(value)
  if (status === 401 || status === 403) throw new CannotAsk(`${baseUrl} refused the key: ${answered}`)
  if (isOther)
    throw new CannotAsk(`${baseUrl} is not the base URL of the API: ${answered} and ${contentType || 'no type'}`)
  if (status === 404) throw new CannotAsk(`${baseUrl} is not the base URL of the API: ${answered}`)
}

type Answering = Pick<ReturnType<typeof operationOf>, 'answer'>

type Testimony = Answer | { readonly missing: string }

/** One service, and what it has told so far. */
class Witness {
  readonly #ask: Ask
  #found: Found = {}

  constructor(ask: Ask) {
    this.#ask = ask
  }

  get found(): Found {
    return this.#found
  }

  async answer(probe: Probe): Promise<Testimony> {
    const call = fill(templateOf(probe), this.#found)
    if ('missing' in call) return call
    const answer = await this.#ask(call)
    this.#found = { ...this.#found, ...found(probe, answer.value) }
    return answer
  }
}

/** Finds what calls can be about in a service: an eSIM with a bundle, an order and the like. */
export async function findExamples(side: Side): Promise<Found> {
  const witness = new Witness(asker(side))
  for (const probe of PROBES) if (probe.finds) await witness.answer(probe)
  return witness.found
}

function compareTestimonies(probe: Probe, here: Testimony, there: Testimony): Comparison {
  const lacking =
    'missing' in there ? ([there, 'there'] as const) : 'missing' in here ? ([here, 'here'] as const) : undefined
  if (lacking) {
    const [{ missing }, side] = lacking
    return { differences: [], notCompared: [{ where: 'all of it', why: `no ${missing} was found ${side}` }] }
  }
  return compareAnswers(operationOf(probe), here as Answer, there as Answer)
}

/** Compares the forms of two answers to a call of an operation. */
export function compareAnswers(operation: Answering, mine: Answer, theirs: Answer): Comparison {
  if (mine.status !== theirs.status) {
    const status = { where: 'status', here: String(mine.status), there: String(theirs.status) }
    return { differences: [status], notCompared: [] }
  }
  const declarations = mine.status === 200 ? declarationsOf(answerOf(operation, mine)) : declarationsOf(ErrorBody)
  const compare = (value: unknown): Comparison =>
    compareShapes(shapeOf(mine.value ?? null), shapeOf(value ?? null), declarations)
  const sameType = mine.contentType === theirs.contentType
  const { differences, notCompared } = merge(
    compare(theirs.value),
    sameType ? compareElements(mine.value, theirs.value, compare) : [],
  )
  const contentType = { where: 'content type', here: mine.contentType, there: theirs.contentType || 'none' }
  return { differences: sameType ? differences : [contentType, ...differences], notCompared }
}

const merge = (whole: Comparison, elements: readonly Comparison[]): Comparison => ({
  differences: [whole, ...elements].flatMap(({ differences }) => differences),
  notCompared: [whole, ...elements].flatMap(({ notCompared }) => notCompared),
})

/** If only one of two answers has an object around its list, the items of both are compared all the same. */
function compareElements(mine: unknown, theirs: unknown, compare: (value: unknown) => Comparison): Comparison[] {
  const form = inFormOf(mine, theirs)
  if (!form) return []
  const { differences, notCompared } = compare(form.value)
  const isInside = ({ where }: { readonly where: string }): boolean => where.startsWith(form.elements)
  return [{ differences: differences.filter(isInside), notCompared: notCompared.filter(isInside) }]
}

/** Their list as ours is written, and the path of its elements. What is no list and has none is the only element of one. */
function inFormOf(mine: unknown, theirs: unknown): { readonly value: unknown; readonly elements: string } | undefined {
  if (Array.isArray(mine) === Array.isArray(theirs) || !isObject(mine) || !isObject(theirs)) return undefined
  const [list, ...others] = Object.entries(Array.isArray(mine) ? theirs : mine).filter(([, field]) =>
    Array.isArray(field),
  )
  const only = others.length === 0 ? list : undefined
  if (Array.isArray(mine)) return { value: only ? only[1] : [theirs], elements: '[]' }
  return only && { value: { [only[0]]: theirs }, elements: `${only[0]}[]` }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The contract describes JSON; of a CSV nothing but texts is known, and of a ZIP nothing. */
const answerOf = ({ answer }: Answering, { contentType }: Answer): z.ZodType =>
  contentType === 'application/json' ? answer : z.array(z.object({}))
