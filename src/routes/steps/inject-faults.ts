import { DomainError } from '../../domain/errors.ts'
import type { CallFault, FaultPhase } from '../../domain/fault.ts'
import { parseFaultHeader } from '../../faults/fault-header.ts'
import { injectFault, reasonHeader } from '../../faults/inject-fault.ts'
import { consumeCallFault, hasFaults, type MatchedFault } from '../../state/records/faults.ts'
import type { MaybeAnswer, Step, VendorCall } from '../vendor-call.ts'

/**
 * Injects the faults that match the call. One of phase `before` replaces the answer, and the call has no effect; a delay
 * only holds it up. One of phase `after` changes the answer of a call that has taken effect.
 */
export const injectFaults: Step = async (call, next) => {
  const before = await findFault(call, 'before')
  if (before) {
    const answer = await inject(before, undefined, call)
    if (before.fault.type !== 'delay') return answer
  }
  const result = await next(call)
  const answer = before ? result?.with(reasonHeader(before)) : result
  const after = await findFault(call, 'after')
  return after ? inject(after, answer, call) : answer
}

const inject = (
  matched: MatchedFault<CallFault>,
  answer: MaybeAnswer,
  { context, dependencies, variant }: VendorCall,
) => injectFault(matched, answer, context, { ...dependencies, errorType: variant?.errorType ?? 'application/json' })

/** Finds the fault of a call in a phase: that of its header `Emulator-Fault`, or of a rule, whose hit is counted. Throws invalid_parameter. */
async function findFault(call: VendorCall, phase: FaultPhase): Promise<MatchedFault<CallFault> | undefined> {
  const { context, dependencies, route } = call
  const organisation = await call.currentOrganisation()
  const header = context.req.header('emulator-fault')
  if (header !== undefined) {
    const own = parseFaultHeader(header)
    if (!own) throw new DomainError('invalid_parameter', { name: 'Emulator-Fault' })
    if (own.phase === phase) return { id: 0, fault: own.fault }
  }
  if (!route || !dependencies.state.read(organisation, hasFaults)) return undefined
  const { operationId, method } = route.operation
  const facts = { operationId, method, path: context.req.path }
  return call.write(organisation, (tx) => consumeCallFault(tx, facts, phase))
}
