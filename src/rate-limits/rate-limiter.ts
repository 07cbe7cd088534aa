import { formatSeconds, SECOND } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'

/** The headers of a counted call, and whether it exceeds the limit. */
export interface RateVerdict {
  readonly exceeded: boolean
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Counts the calls of each caller in windows of one real second (vendor guide, rate limits: a fixed window for each source
 * address). A caller is an address of one organisation, whose limit it is.
 * Assumption (rate-limit-headers-always, rate-limit-reset): the headers are on every answer, and the reset is a whole second.
 */
export class RateLimiter {
  readonly #systemClock: Pick<SystemClock, 'now'>
  readonly #counts = new Map<string, number>()
  #second = -1

  constructor(systemClock: Pick<SystemClock, 'now'>) {
    this.#systemClock = systemClock
  }

  /** Counts a call, and returns whether it exceeds the limit. */
  count(caller: string, limit: number): RateVerdict {
    const second = Math.floor(this.#systemClock.now() / SECOND)
    if (second !== this.#second) {
      this.#second = second
      this.#counts.clear()
    }
    const used = (this.#counts.get(caller) ?? 0) + 1
    this.#counts.set(caller, used)
    const exceeded = used > limit
    return {
      exceeded,
      headers: {
        'X-Ratelimit-Limit': String(limit),
        'X-Ratelimit-Remaining': String(Math.max(0, limit - used)),
        'X-Ratelimit-Reset': formatSeconds((second + 1) * SECOND),
        'X-Ratelimit-Cost': '1',
        ...(exceeded ? { 'Retry-After': '1' } : {}),
      },
    }
  }
}
