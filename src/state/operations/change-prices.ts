import { DomainError } from '../../domain/errors.ts'
import { drawPrice, drawPriceChangeMs } from '../../domain/realism-draws.ts'
import type { Tx } from '../engine/state.ts'
import { isOnAgenda, schedule } from '../records/events.ts'
import { getSettings } from '../records/organisations.ts'
import { listRecentlyBought } from '../records/purchases.ts'
import { changeCatalogue } from './change-catalogue.ts'

/** How many bundles may change their prices at one time: those that were bought last. */
const MOST_CHANGED = 20

/** Puts the next change of prices on the agenda, within a week, where prices change by themselves and none is to come. */
export function schedulePriceChange(tx: Tx): void {
  if (getSettings(tx).priceChanges === 0 || isOnAgenda(tx, 'catalogue.prices')) return
  schedule(tx, { dueAt: tx.now + drawPriceChangeMs(tx.seed, tx.now), kind: 'catalogue.prices' })
}

/** Changes the prices of some of the bundles that the organisation bought last, and goes on until prices stay. */
export function changePrices(tx: Tx): void {
  const settings = getSettings(tx)
  if (settings.priceChanges === 0) return
  for (const name of listRecentlyBought(tx, MOST_CHANGED)) {
    const bundle = tx.catalogue.findBundle(name)
    const price = bundle && drawPrice(settings, tx.seed, bundle, tx.now)
    if (price !== undefined) changePrice(tx, name, price)
  }
  schedulePriceChange(tx)
}

/** Changes a price, unless the catalogue has as many changes as it may have. */
function changePrice(tx: Tx, bundle: string, price: number): void {
  try {
    changeCatalogue(tx, { bundle, fields: { price } })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}
