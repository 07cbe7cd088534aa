import { type BundleChange, describesNewBundle } from '../../domain/catalogue-change.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { MOST_CATALOGUE_CHANGES } from '../../domain/limits.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import {
  type CatalogueChange,
  countChanges,
  endChange,
  findCurrentChange,
  insertChange,
  listChanges,
  removeChange,
  takeScheduledChange,
} from '../records/catalogue-changes.ts'
import { schedule, unschedule } from '../records/events.ts'

/** A change of one bundle in an organisation's catalogue: some of its fields, or its withdrawal. */
export type CatalogueEdit =
  | { readonly bundle: string; readonly fields: BundleChange }
  | { readonly bundle: string; readonly withdrawn: true }

/**
 * Changes a bundle of the organisation's catalogue at once, adds one, or withdraws it from sale. Fields that are not named stay
 * as they are; a bundle that was withdrawn is on sale again. Units that were bought before stay as they were bought. Throws
 * bundle_unknown for a withdrawal of what is not in the catalogue, new_bundle_incomplete, region_without_countries and
 * too_many_catalogue_changes.
 *
 * @example changeCatalogue(tx, { bundle: 'esim_1GB_7D_FR_V2', fields: { price: 1_750 } })
 */
export function changeCatalogue(tx: Tx, edit: CatalogueEdit): CatalogueChange {
  requirePossible(tx, edit)
  return apply(tx, edit)
}

/** Puts a change on the agenda. Throws what changeCatalogue throws. */
export function scheduleCatalogueChange(tx: Tx, edit: CatalogueEdit, at: Instant): CatalogueChange {
  requirePossible(tx, edit)
  const withdrawn = 'withdrawn' in edit
  const fields = withdrawn ? {} : edit.fields
  const change = insertChange(tx, { bundle: edit.bundle, fields, withdrawn, status: 'scheduled', at })
  schedule(tx, { dueAt: at, kind: 'catalogue.change', subject: change.id })
  return change
}

/** Carries out a change whose time has come. One that a reset has made impossible meanwhile is left out. */
export function applyScheduledChange(tx: Tx, id: number): void {
  const change = takeScheduledChange(tx, id)
  if (!change) return
  const { bundle, fields, withdrawn } = change
  const edit: CatalogueEdit = withdrawn ? { bundle, withdrawn } : { bundle, fields }
  if (isPossible(tx, edit, findCurrentChange(tx, bundle))) apply(tx, edit)
}

/** Makes the organisation's catalogue the emulator's own again, now and later. What was bought stays as it was bought. */
export function resetCatalogue(tx: Tx): void {
  for (const change of listChanges(tx)) undo(tx, change)
}

/** Makes one bundle the emulator's own again, now and later. Throws bundle_unknown where nothing of it differs. */
export function resetBundle(tx: Tx, bundle: string): void {
  const own = listChanges(tx).filter((change) => change.bundle === bundle)
  if (own.length === 0) throw new DomainError('bundle_unknown', { bundle })
  for (const change of own) undo(tx, change)
}

function undo(tx: Tx, { id, status }: CatalogueChange): void {
  if (status === 'current') endChange(tx, id)
  else {
    unschedule(tx, 'catalogue.change', id)
    removeChange(tx, id)
  }
}

function apply(tx: Tx, edit: CatalogueEdit): CatalogueChange {
  const before = findCurrentChange(tx, edit.bundle)
  const withdrawn = 'withdrawn' in edit
  const fields = { ...before?.fields, ...(withdrawn ? {} : edit.fields) }
  if (before) endChange(tx, before.id)
  return insertChange(tx, { bundle: edit.bundle, fields, withdrawn, status: 'current', at: tx.now })
}

function requirePossible(tx: ReadTx, edit: CatalogueEdit): void {
  const { bundle } = edit
  if ('fields' in edit) requireCountries(tx, edit)
  if (!isPossible(tx, edit, findCurrentChange(tx, bundle) ?? findScheduled(tx, bundle))) {
    throw new DomainError('withdrawn' in edit ? 'bundle_unknown' : 'new_bundle_incomplete', { bundle })
  }
  if (countChanges(tx) >= MOST_CATALOGUE_CHANGES) {
    throw new DomainError('too_many_catalogue_changes', { limit: MOST_CATALOGUE_CHANGES })
  }
}

/** A region may stand for the base country of a bundle that says in which countries it roams. */
function requireCountries(tx: ReadTx, edit: { readonly bundle: string; readonly fields: BundleChange }): void {
  const { countries = [], roaming = tx.catalogue.findBundle(edit.bundle)?.roaming ?? [] } = edit.fields
  const region = countries.find(({ iso }) => !tx.catalogue.findCountry(iso))
  if (region && roaming.length === 0) throw new DomainError('region_without_countries', { country: region.iso })
}

/** Whether the bundle is known, or the edit says all that a new one needs. */
const isPossible = (tx: ReadTx, edit: CatalogueEdit, own: CatalogueChange | undefined): boolean =>
  own !== undefined ||
  tx.catalogue.findBundle(edit.bundle) !== undefined ||
  ('fields' in edit && describesNewBundle(edit.fields))

/** A new bundle may still be to come when the next change of it is asked for. */
const findScheduled = (tx: ReadTx, bundle: string): CatalogueChange | undefined =>
  listChanges(tx).find((change) => change.bundle === bundle && change.status === 'scheduled')
