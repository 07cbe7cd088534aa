import { formatSeconds, SECOND } from '../domain/instant.ts'

/** The headers of a counted call, and whether it exceeds the limit. */
export interface RateVerdict {
  readonly exceeded: boolean
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Counts calls in windows of one real second for each caller (vendor guide, rate limits: a fixed window for each source
 * address; here for each one of an organisation, whose limit it is).
 * Assumption (rate-limit-headers-always, rate-limit-reset): the headers are on every answer, and the reset is a whole second.
 */
export class RateLimiter {
  readonly #now: () => number
  readonly #counts = new Map<string, number>()
  #second = -1

  /** `now` tells the machine's time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  count(caller: string, limit: number): RateVerdict {
    const second = Math.floor(this.#now() / SECOND)
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
