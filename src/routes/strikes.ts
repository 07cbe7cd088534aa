import type { Context } from 'hono'
import type { ErrorType } from '../contract/errors.ts'
import { DomainError } from '../domain/errors.ts'
import type { CallFacts, CallFault, FaultPhase } from '../domain/fault.ts'
import type { Answer } from '../middleware/answer.ts'
import type { RateVerdict } from '../middleware/rate-limit.ts'
import { parseFaultHeader, reasonOf, strikeAnswer } from '../middleware/strike.ts'
import { hasFaults, type Strike, strikeCall } from '../state/faults.ts'
import { getSettings } from '../state/organisations.ts'
import type { Tenant } from '../state/state.ts'
import type { Admitted } from './admit.ts'
import type { RouteDependencies } from './mount.ts'

/** Counts a call of an organisation; undefined where nothing limits it. */
export function count(
  context: Context,
  { state, limiter, sourceIp }: RouteDependencies,
  tenant: Tenant,
): RateVerdict | undefined {
  const { rateLimit } = state.read(tenant, getSettings)
  return rateLimit === null ? undefined : limiter.count(`${tenant.id} ${sourceIp(context)}`, rateLimit)
}

/** What a call that a fault may strike is given: how it fails, and how it writes. */
interface Failing extends Pick<Admitted, 'write'> {
  readonly fail: (error: unknown) => Answer
  readonly errorType: ErrorType
}

/** Counts a call, and does its work in between the faults that strike it. Undefined: there is to be no answer. */
export async function guard(
  context: Context,
  given: RouteDependencies,
  facts: CallFacts,
  presentOf: () => Tenant,
  { fail, write, errorType }: Failing,
  work: () => Promise<Answer>,
): Promise<Answer | undefined> {
  const tenant = presentOf()
  const verdict = count(context, given, tenant)
  if (verdict?.exceeded) {
    return fail(new DomainError('rate_limited')).with(verdict.headers)
  }
  const before = strikeOf(context, given, write, facts, tenant, 'before')
  if (before) {
    const struck = await strikeAnswer(before, undefined, context, { ...given, errorType })
    if (before.fault.type !== 'delay') return verdict ? struck?.with(verdict.headers) : struck
  }
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    answer = fail(error)
  }
  if (before) answer = answer.with(reasonOf(before))
  const after = strikeOf(context, given, write, facts, presentOf(), 'after')
  const left = after ? await strikeAnswer(after, answer, context, { ...given, errorType }) : answer
  return verdict ? left?.with(verdict.headers) : left
}

/** The fault that strikes a call in a phase: by its own header, or by a rule. Throws invalid_parameter. */
function strikeOf(
  context: Context,
  given: RouteDependencies,
  write: Admitted['write'],
  facts: CallFacts,
  tenant: Tenant,
  phase: FaultPhase,
): Strike<CallFault> | undefined {
  const header = context.req.header('emulator-fault')
  if (header !== undefined) {
    const own = parseFaultHeader(header)
    if (!own) throw new DomainError('invalid_parameter', { name: 'Emulator-Fault' })
    if (own.phase === phase) return { id: 0, fault: own.fault }
  }
  if (!given.state.read(tenant, hasFaults)) return undefined
  return write(tenant, (tx) => strikeCall(tx, facts, phase))
}
