import { DomainError } from '../../domain/errors.ts'
import type { CallFault, FaultPhase, MatchableCall } from '../../domain/fault.ts'
import { REALISM_REASONS, type RealismSettings } from '../../domain/realism.ts'
import { drawUnavailability } from '../../domain/realism-draws.ts'
import { parseFaultHeader } from '../../faults/fault-header.ts'
import { injectFault, reasonHeader } from '../../faults/inject-fault.ts'
import { andThen } from '../../http/compose.ts'
import { whenWritable } from '../../state/engine/hold.ts'
import type { ReadTx, Tenant } from '../../state/engine/state.ts'
import { consumeCallFault, hasFaults, type MatchedFault } from '../../state/records/faults.ts'
import { getSettings } from '../../state/records/organisations.ts'
import type { MaybeAnswer, Next, Step, VendorCall } from '../vendor-call.ts'

/**
 * Injects the faults that match the call, and the 503 that the realism of its organisation draws now and then. One of phase `before` replaces the answer, and the call has no effect; a delay
 * only holds it up. One of phase `after` changes the answer of a call that has taken effect.
 */
export const injectFaults: Step = (call, next) =>
  andThen(findFault(call, 'before'), (before) =>
    before ? injectBefore(before, call, next) : andThen(next(call), (answer) => injectAfter(answer, call)),
  )

async function injectBefore(before: MatchedFault<CallFault>, call: VendorCall, next: Next): Promise<MaybeAnswer> {
  const answer = await inject(before, undefined, call)
  if (before.fault.type !== 'delay') return answer
  const result = await next(call)
  return injectAfter(result?.with(reasonHeader(before)), call)
}

const injectAfter = (answer: MaybeAnswer, call: VendorCall): MaybeAnswer | Promise<MaybeAnswer> =>
  andThen(findFault(call, 'after'), (after) => (after ? inject(after, answer, call) : answer))

type Found = MatchedFault<CallFault> | undefined

function inject(matched: MatchedFault<CallFault>, answer: MaybeAnswer, call: VendorCall): Promise<MaybeAnswer> {
  const { context, dependencies, variant } = call
  call.reason = matched.reason
  return injectFault(matched, answer, context, {
    ...dependencies,
    errorType: variant?.errorType ?? 'application/json',
  })
}

/**
 * Finds the fault of a call in a phase: that of its header `Emulator-Fault`, or of a rule, whose hit is counted, or the one
 * that is drawn. Throws invalid_parameter.
 */
const findFault = (call: VendorCall, phase: FaultPhase): Found | Promise<Found> =>
  andThen(call.currentOrganisation(), (organisation) => findFaultOf(organisation, call, phase))

function findFaultOf(organisation: Tenant, call: VendorCall, phase: FaultPhase): Found | Promise<Found> {
  const { context, dependencies, route } = call
  const header = context.req.header('emulator-fault')
  if (header !== undefined) {
    const own = parseFaultHeader(header)
    if (!own) throw new DomainError('invalid_parameter', { name: 'Emulator-Fault' })
    if (own.phase === phase) return { reason: 'fault:header', fault: own.fault }
  }
  if (!route) return undefined
  const { faults, settings } = dependencies.state.read(organisation, readOdds)
  const { operationId, method } = route.operation
  const facts = { operationId, method, path: context.req.path }
  return andThen(faults ? countHit(call, facts, phase) : undefined, (matched) =>
    matched || phase === 'after' || settings.unavailability === 0 ? matched : unavailableNowAndThen(settings, call),
  )
}

/** Finds the rule that a call matches, and counts its hit. A snapshot that is being taken ends first. */
const countHit = (call: VendorCall, facts: MatchableCall, phase: FaultPhase): Found | Promise<Found> =>
  whenWritable(
    () => call.currentOrganisation(),
    (organisation) => call.write(organisation, (tx) => consumeCallFault(tx, facts, phase)),
  )

const readOdds = (tx: ReadTx) => ({ faults: hasFaults(tx), settings: getSettings(tx) })

/** The 503 that some calls are answered with, before they take effect (later vendor documents; client code). */
function unavailableNowAndThen(
  settings: RealismSettings,
  { dependencies, requestId, tenant }: VendorCall,
): MatchedFault<CallFault> | undefined {
  const seed = dependencies.state.read(tenant, (tx) => tx.seed)
  const seconds = drawUnavailability(settings, seed, requestId)
  if (seconds === undefined) return undefined
  const headers = { 'Retry-After': String(seconds) }
  return { reason: REALISM_REASONS.unavailable, fault: { type: 'status', status: 503, headers } }
}
