import type { CallbackFault } from './fault.ts'
import { DAY, type Instant, MINUTE } from './instant.ts'
import type { Milli } from './money.ts'
import { hashText } from './random.ts'
import { ORDER_TIMES, REALISM_REASONS, type RealismSettings } from './realism.ts'

/**
 * A number from 0 up to, not including, 1, that follows from the organisation's seed and what it is drawn for. No position
 * is counted: other random values stay as they are, and the same call, order or callback has the same luck after a restore.
 */
const draw = (seed: number, purpose: string, subject: string | number): number =>
  hashText(`${purpose} ${subject}`, seed) / 2 ** 32

const drawBetween = (fraction: number, least: number, most: number): number =>
  least + Math.floor(fraction * (most - least + 1))

/** The seconds of `Retry-After` with which a call is answered 503; undefined for one that is answered as usual. */
export function drawUnavailability(
  { unavailability }: RealismSettings,
  seed: number,
  requestId: number,
): number | undefined {
  if (draw(seed, 'unavailable', requestId) >= unavailability) return undefined
  return drawBetween(draw(seed, 'retry after', requestId), 1, 3)
}

/**
 * The time that a unit stays `processing`: none for every second unit; for the others a short time is likelier than a long
 * one (vendor docs: usually at once, up to ten minutes).
 */
export function drawProcessingMs({ longestProcessingMs }: RealismSettings, seed: number, reference: string): number {
  if (longestProcessingMs === 0 || draw(seed, 'is processed', reference) < 0.5) return 0
  return Math.ceil(draw(seed, 'processing', reference) ** 3 * longestProcessingMs)
}

/** The time after its answer at which a large order is carried out. */
export const drawOrderMs = (seed: number, reference: string): number =>
  drawBetween(draw(seed, 'order', reference), ORDER_TIMES.shortestMs, ORDER_TIMES.longestMs)

/** A disorder of a callback, which is injected as a fault. */
export interface Disorder {
  readonly fault: CallbackFault
  readonly reason: string
}

/** The disorder of a callback; undefined for one that is sent as usual. */
export function drawDisorder(
  { callbackDisorder }: RealismSettings,
  seed: number,
  callbackId: number,
): Disorder | undefined {
  if (draw(seed, 'disorder', callbackId) >= callbackDisorder) return undefined
  const { late, doubled, reordered } = REALISM_REASONS
  switch (drawBetween(draw(seed, 'kind of disorder', callbackId), 0, 2)) {
    case 0:
      return { fault: { type: 'duplicate', count: 1 }, reason: doubled }
    case 1:
      return { fault: { type: 'reorder' }, reason: reordered }
    default: {
      const delayMs = drawBetween(draw(seed, 'delay', callbackId), MINUTE, 30 * MINUTE)
      return { fault: { type: 'delay', delayMs }, reason: late }
    }
  }
}

/** The refusal of a charge to the card; undefined for one that is accepted. */
export function drawCardRefusal(
  { card }: RealismSettings,
  seed: number,
  requestId: number,
): 'no_card' | 'card_declined' | undefined {
  switch (card) {
    case 'accepted':
      return undefined
    case 'absent':
      return 'no_card'
    case 'declined':
      return 'card_declined'
    case 'unreliable':
      if (draw(seed, 'card', 'stored') < 0.2) return 'no_card'
      return draw(seed, 'charge', requestId) < 0.2 ? 'card_declined' : undefined
  }
}

/** The time until prices change next: one to seven days. */
export const drawPriceChangeMs = (seed: number, now: Instant): number =>
  drawBetween(draw(seed, 'prices', now), DAY, 7 * DAY)

/** Prices are changed in whole hundredths of the currency unit. */
const HUNDREDTH: Milli = 10

/**
 * The new price of a bundle, from 5 % below to 15 % above the present one; undefined for one that stays.
 * Assumption (catalogue-prices-drawn): how far and how often prices change.
 */
export function drawPrice(
  { priceChanges }: RealismSettings,
  seed: number,
  { name, price }: { readonly name: string; readonly price: Milli },
  now: Instant,
): Milli | undefined {
  const subject = `${name} ${now}`
  if (draw(seed, 'price changes', subject) >= priceChanges) return undefined
  const percent = drawBetween(draw(seed, 'price', subject), -5, 15)
  const changed = Math.round((price * (100 + percent)) / 100 / HUNDREDTH) * HUNDREDTH
  return changed === price || changed === 0 ? undefined : changed
}
