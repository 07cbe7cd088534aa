import { formatSeconds, SECOND } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { Tenant } from '../state/engine/state.ts'

/** The headers of a counted call, and whether it exceeds the limit. */
export interface RateVerdict {
  readonly exceeded: boolean
  readonly remaining: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Counts the calls of each caller in windows of one second (vendor guide, rate limits: a fixed window for each source
 * address). A caller is an address of one organisation, whose limit it is, or an address alone.
 * Assumption (rate-limit-headers-always, rate-limit-reset): the headers are on every answer, and the reset is a whole second.
 */
export class RateLimiter {
  readonly #systemClock: Pick<SystemClock, 'now'>
  readonly #counts = new Map<string, number>()
  readonly #standing = new WeakMap<Tenant, { readonly second: number; readonly counts: Map<string, number> }>()
  #second = -1

  constructor(systemClock: Pick<SystemClock, 'now'>) {
    this.#systemClock = systemClock
  }

  /** Counts a call in the present real second, and returns whether it exceeds the limit. */
  count(caller: string, limit: number): RateVerdict {
    const second = Math.floor(this.#systemClock.now() / SECOND)
    if (second !== this.#second) {
      this.#second = second
      this.#counts.clear()
    }
    return verdictOf(countUp(this.#counts, caller), limit, second)
  }

  /** As count, in the second of an organisation's clock that stands until it is moved. */
  countAt(organisation: Tenant, caller: string, limit: number): RateVerdict {
    const second = Math.floor(organisation.now / SECOND)
    let window = this.#standing.get(organisation)
    if (window?.second !== second) {
      window = { second, counts: new Map() }
      this.#standing.set(organisation, window)
    }
    return verdictOf(countUp(window.counts, caller), limit, second)
  }
}

function countUp(counts: Map<string, number>, caller: string): number {
  const used = (counts.get(caller) ?? 0) + 1
  counts.set(caller, used)
  return used
}

function verdictOf(used: number, limit: number, second: number): RateVerdict {
  const exceeded = used > limit
  const remaining = Math.max(0, limit - used)
  return {
    exceeded,
    remaining,
    headers: {
      'X-Ratelimit-Limit': String(limit),
      'X-Ratelimit-Remaining': String(remaining),
      'X-Ratelimit-Reset': formatSeconds((second + 1) * SECOND),
      'X-Ratelimit-Cost': '1',
      ...(exceeded ? { 'Retry-After': '1' } : {}),
    },
  }
}
