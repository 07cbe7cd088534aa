import type { Instant } from '../../domain/instant.ts'
import type { Hold } from './hold.ts'

/** An organisation and the instant that its clock has reached, which the clock sets. */
export interface Tenant {
  readonly id: number
  /** The key that leads to it, which can be replaced. */
  apiKey: string
  now: Instant
  /** Counts replacements of its whole state: work that began in an earlier generation is dropped. */
  generation: number
  /** The calls that it was found for by their key; only in this process. */
  calls?: number
  /** Work on all of its rows that is under way. */
  hold?: Hold | undefined
}
