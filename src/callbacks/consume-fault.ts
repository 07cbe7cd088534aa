import type { Callback } from '../domain/callback.ts'
import { type CallbackFault, putsOff } from '../domain/fault.ts'
import type { Instant } from '../domain/instant.ts'
import { drawDisorder } from '../domain/realism-draws.ts'
import type { ReadTx, State, Tenant } from '../state/engine/state.ts'
import { canBeFaulted, delayCallback, holdCallback, markFaulted } from '../state/records/callback-state.ts'
import { consumeCallbackFault, hasFaults } from '../state/records/faults.ts'
import { getSettings } from '../state/records/organisations.ts'

const mayHit = (tx: ReadTx): boolean => hasFaults(tx) || getSettings(tx).callbackDisorder > 0

/**
 * Finds the fault of a callback's first attempt, and counts its hit; without one, the disorder that is drawn. A delayed or
 * reordered callback is put off: it is not sent now. A redelivery (`atOnce`) is never put off: the callback may be settled,
 * and nothing would send it later.
 */
export function consumeFault(
  state: State,
  tenant: Tenant,
  callback: Callback,
  { at, atOnce }: { readonly at: Instant; readonly atOnce: boolean },
): CallbackFault | 'put off' | undefined {
  if (!state.read(tenant, (tx) => mayHit(tx) && canBeFaulted(tx, callback.id))) return undefined
  return state.write(tenant, (tx) => {
    const isAllowed = (fault: CallbackFault) => !atOnce || !putsOff(fault)
    const drawn = drawDisorder(getSettings(tx), tx.seed, callback.id)
    const matched =
      consumeCallbackFault(tx, callback.alertType, isAllowed) ?? (drawn && isAllowed(drawn.fault) ? drawn : undefined)
    markFaulted(tx, callback.id, matched?.reason ?? null)
    const fault = matched?.fault
    if (fault?.type === 'delay') delayCallback(tx, callback.id, at + fault.delayMs)
    if (fault?.type === 'reorder') holdCallback(tx, callback.id, at)
    return fault && putsOff(fault) ? 'put off' : fault
  })
}
