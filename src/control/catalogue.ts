import { bundleChange } from '../contract/control/bundle-change.ts'
import * as contract from '../contract/control/catalogue.ts'
import { DomainError } from '../domain/errors.ts'
import { formatInstant, type Instant } from '../domain/instant.ts'
import { parseComingInstant } from '../domain/relative-instant.ts'
import { getBaseCountry, getGivenCountry } from '../state/engine/find-country.ts'
import type { Tx } from '../state/engine/state.ts'
import {
  type CatalogueEdit,
  changeCatalogue,
  resetBundle,
  resetCatalogue,
  scheduleCatalogueChange,
} from '../state/operations/change-catalogue.ts'
import { type CatalogueChange, listChanges } from '../state/records/catalogue-changes.ts'
import type { RegisterControlRoute } from './register.ts'

export function catalogueRoutes(route: RegisterControlRoute): void {
  route(contract.listCatalogueChanges, ({ read }) => ({ changes: read(listChanges).map(contract.presentChange) }))

  route(contract.changeBundle, ({ path, body: { at, ...given }, write }) =>
    contract.presentChange(
      write((tx) => {
        const fields = bundleChange(given, (country, field) =>
          (field === 'countries' ? getBaseCountry : getGivenCountry)(tx.catalogue, country, field),
        )
        return change(tx, { bundle: path.bundle, fields }, at)
      }),
    ),
  )

  route(contract.withdrawBundle, ({ path, query, write }) =>
    contract.presentChange(write((tx) => change(tx, { bundle: path.bundle, withdrawn: true }, query.at))),
  )

  route(contract.resetCatalogue, ({ body, write }) =>
    write((tx) => {
      if (body.bundle === undefined) resetCatalogue(tx)
      else resetBundle(tx, body.bundle)
      return { changes: listChanges(tx).map(contract.presentChange) }
    }),
  )
}

/** Makes a change now or at a time. Throws not_a_coming_instant, and what changeCatalogue throws. */
function change(tx: Tx, edit: CatalogueEdit, at: string | undefined): CatalogueChange {
  return at === undefined ? changeCatalogue(tx, edit) : scheduleCatalogueChange(tx, edit, comingInstant(tx.now, at))
}

function comingInstant(now: Instant, text: string): Instant {
  const at = parseComingInstant(text, now)
  if (at === undefined) throw new DomainError('not_a_coming_instant', { at: text.trim(), now: formatInstant(now) })
  return at
}
