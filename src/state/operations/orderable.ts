import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ReadTx } from '../engine/state.ts'

/** Gets a bundle that can be ordered now. Throws bundle_not_found, or bundle_withdrawn where it could be until it was withdrawn. */
export function getOrderable(tx: ReadTx, name: string): Bundle {
  const bundle = tx.catalogue.findBundle(name)
  if (!bundle)
    throw new DomainError(tx.catalogue.isWithdrawn(name) ? 'bundle_withdrawn' : 'bundle_not_found', { bundle: name })
  return bundle
}
