import type * as z from 'zod'
import type { ControlledEsim } from '../client/calls.ts'
import type { OrganisationHandle } from '../client/handle.ts'
import type { Expectation } from '../contract/scenario/steps.ts'
import { BASE_PREFIX } from '../domain/api-version.ts'
import { formatDataAmount, parseDataAmount } from '../domain/data-amount.ts'
import { findDifferences } from '../domain/match.ts'
import { StepError } from './references.ts'
import type { Check } from './report.ts'

export type Expected = z.infer<typeof Expectation>
type One<T> = NonNullable<T> extends infer U ? (U extends readonly (infer Item)[] ? Item : U) : never
type BundleExpected = One<Expected['bundle']>
type EsimExpected = One<Expected['esim']>
type CallbackExpected = One<Expected['callbacks']>

/** The answer of a vendor call. */
export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** The state that expectations are checked against. */
export interface CheckContext {
  readonly handle: OrganisationHandle
  /** Sends a GET to the vendor API, for values that the control API does not show. */
  readonly get: (path: string) => Promise<Answered | undefined>
  /** The id of the newest callback, and how many orders there were, before the first step. */
  readonly before: { readonly callback: number; readonly orders: number }
  /** The answer of the call in this step; undefined where there was none. */
  readonly answer: Answered | undefined
}

const WAIT_FOR_DELIVERY = '5s'
const ALL = 10_000

/** Checks every expectation of a step. */
export async function checkAll(expected: Expected, context: CheckContext): Promise<Check[]> {
  const { handle } = context
  const checks: Check[] = [...checkAnswer(expected, context)]
  if (expected.balance !== undefined) {
    checks.push(equal('balance', expected.balance, (await handle.settings.get()).balance))
  }
  if (expected.orders !== undefined) {
    checks.push(equal('orders', expected.orders, (await countOrders(context.get)) - context.before.orders))
  }
  for (const [bundle, units] of Object.entries(expected.inventory ?? {})) {
    checks.push(equal(`inventory ${bundle}`, units, await countUnits(context.get, bundle)))
  }
  for (const each of listOf(expected.bundle)) checks.push(...checkBundle(each, await handle.esims.get(each.iccid)))
  for (const each of listOf(expected.esim)) checks.push(...checkEsim(each, await handle.esims.get(each.iccid)))
  for (const each of listOf(expected.callbacks)) checks.push(await checkCallbacks(each, context))
  return checks
}

function listOf<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return []
  return Array.isArray(given) ? given : [given as T]
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

const equal = (what: string, expected: unknown, actual: unknown): Check => ({
  what,
  met: Object.is(expected, actual),
  expected: show(expected),
  actual: show(actual),
})

function checkAnswer({ status, body, noAnswer }: Expected, { answer }: CheckContext): Check[] {
  const checks: Check[] = []
  if (noAnswer !== undefined) {
    const expected = noAnswer ? 'none' : 'one'
    checks.push({ what: 'answer', met: noAnswer === (answer === undefined), expected, actual: tell(answer) })
  }
  if (status !== undefined) {
    checks.push({ what: 'status', met: answer?.status === status, expected: String(status), actual: tell(answer) })
  }
  if (body === undefined) return checks
  const differences = findDifferences(body, answer?.body)
  if (differences.length === 0)
    return [...checks, { what: 'body', met: true, expected: show(body), actual: show(body) }]
  return checks.concat(
    differences.map(({ path, expected, actual }) => ({
      what: path === '' ? 'body' : `body ${path}`,
      met: false,
      expected: show(expected),
      actual: show(actual),
    })),
  )
}

/** Summarises an answer: its status, and the body of a refusal. */
export function tell(answer: Answered | undefined): string {
  if (!answer) return 'none'
  return answer.status < 400 ? String(answer.status) : `${answer.status} ${show(answer.body)}`
}

function checkBundle({ bundle, state, used, remaining }: BundleExpected, esim: ControlledEsim): Check[] {
  const found = esim.bundles.find(({ name }) => bundle === undefined || name === bundle)
  const what = `bundle ${bundle ?? found?.name ?? ''} of ${esim.iccid}`
  if (!found) return [{ what, met: false, expected: 'one', actual: 'none on this eSIM' }]
  const amount = (field: string, expected: string | number, bytes: number): Check => ({
    what: `${what} ${field}`,
    met: parseDataAmount(expected) === bytes,
    expected: String(expected),
    actual: formatDataAmount(bytes),
  })
  return [
    ...(state === undefined ? [] : [equal(`${what} state`, state, found.bundleState)]),
    ...(used === undefined ? [] : [amount('used', used, found.initialQuantity - found.remainingQuantity)]),
    ...(remaining === undefined ? [] : [amount('remaining', remaining, found.remainingQuantity)]),
    ...(state === undefined && used === undefined && remaining === undefined
      ? [{ what, met: true, expected: 'one', actual: 'one' }]
      : []),
  ]
}

function checkEsim({ installed, country, bundles }: EsimExpected, esim: ControlledEsim): Check[] {
  const what = `eSIM ${esim.iccid}`
  return [
    ...(installed === undefined ? [] : [equal(`${what} installed`, installed, esim.installed)]),
    ...(country === undefined ? [] : [equal(`${what} country`, country.toUpperCase(), esim.location?.country)]),
    ...(bundles === undefined ? [] : [equal(`${what} bundles`, bundles, esim.bundles.length)]),
  ]
}

async function checkCallbacks(expected: CallbackExpected, { handle, before }: CheckContext): Promise<Check> {
  const { alertType, iccid, status, count } = expected
  const query = { limit: ALL, ...(alertType ? { alertType } : {}), ...(iccid ? { iccid } : {}) }
  const all = await handle.callbacks.list(query)
  const old = all.filter(({ id }) => id <= before.callback).length
  // Callbacks of this step may still be on their way.
  const settled =
    status === 'delivered' || status === 'failed'
      ? await handle.callbacks.list({ ...query, wait: WAIT_FOR_DELIVERY, count: Math.max(1, old + (count ?? 1)) })
      : all
  const found = settled.filter((each) => each.id > before.callback && (status === undefined || each.status === status))
  const what = ['callbacks', alertType, iccid && `of ${iccid}`, status].filter(Boolean).join(' ')
  if (count !== undefined) return equal(what, count, found.length)
  return { what, met: found.length > 0, expected: 'at least one', actual: String(found.length) }
}

interface Orders {
  readonly orders?: readonly unknown[]
}

/** Counts the orders of the organisation. */
export async function countOrders(get: CheckContext['get']): Promise<number> {
  const body = await read<Orders | readonly unknown[]>(get, `${BASE_PREFIX}/orders?limit=${ALL}`)
  return (Array.isArray(body) ? body : ((body as Orders).orders ?? [])).length
}

async function countUnits(get: CheckContext['get'], name: string): Promise<number> {
  const { bundles } = await read<{
    bundles: { name: string; available: { remaining: number }[] }[]
  }>(get, `${BASE_PREFIX}/inventory`)
  return bundles
    .filter((each) => each.name === name)
    .reduce((sum, { available }) => {
      return sum + available.reduce((units, { remaining }) => units + remaining, 0)
    }, 0)
}

async function read<T>(get: CheckContext['get'], path: string): Promise<T> {
  const answer = await get(path)
  if (answer?.status !== 200) throw new StepError(`GET ${path}, asked to compare with it, was answered ${tell(answer)}`)
  return answer.body as T
}
