import type { Instant } from '../../domain/instant.ts'
import type { State } from '../engine/state.ts'
import { IS_READY } from './callback-state.ts'
import { type ClockSettings, IS_OPEN } from './organisations.ts'

/** An organisation of a file that nobody has called since the file was opened: what tells when it has to be opened. */
export interface DormantOrganisation {
  readonly id: number
  readonly apiKey: string
  /** The last instant that its clock is known to have reached. */
  readonly now: Instant
  readonly clock: ClockSettings
  readonly nextEventAt: Instant | undefined
  readonly hasReadyCallbacks: boolean
}

interface DormantRow {
  readonly id: number
  readonly api_key: string
  readonly last_now_ms: number
  readonly clock_mode: 'auto' | 'manual'
  readonly clock_rate: number
  readonly clock_base_ms: number
  readonly clock_wall_ms: number
  readonly next_event_ms: number | null
  readonly has_ready: number
}

/** Lists organisations after one, told by its id, oldest first. Opens none. */
export const listDormant = ({ database }: State, after: number, limit: number): DormantOrganisation[] =>
  database.acrossOrganisations
    .all<DormantRow & Record<string, unknown>>(
      `SELECT id, api_key, last_now_ms, clock_mode, clock_rate, clock_base_ms, clock_wall_ms,
        (SELECT min(due_at_ms) FROM events WHERE organisation_id = o.id) AS next_event_ms,
        EXISTS (SELECT 1 FROM callbacks INDEXED BY callbacks_pending WHERE organisation_id = o.id AND ${IS_READY}) AS has_ready
       FROM organisations o WHERE ${IS_OPEN} AND id > ? ORDER BY id LIMIT ?`,
      after,
      limit,
    )
    .map((row) => ({
      id: row.id,
      apiKey: row.api_key,
      now: row.last_now_ms,
      clock: { mode: row.clock_mode, rate: row.clock_rate, baseMs: row.clock_base_ms, wallMs: row.clock_wall_ms },
      nextEventAt: row.next_event_ms ?? undefined,
      hasReadyCallbacks: row.has_ready === 1,
    }))

/** Makes the clocks of all organisations run as asked from here on: each from its last instant, at that of the machine. */
export function changeAllClocks(
  { database }: State,
  { mode, rate }: { readonly mode?: 'auto' | 'manual' | undefined; readonly rate?: number | undefined },
  wallMs: number,
): void {
  if (mode === undefined && rate === undefined) return
  database.acrossOrganisations.run(
    `UPDATE organisations SET clock_mode = coalesce(?, clock_mode), clock_rate = coalesce(?, clock_rate),
      clock_base_ms = last_now_ms, clock_wall_ms = ?
     WHERE clock_mode <> coalesce(?, clock_mode) OR clock_rate <> coalesce(?, clock_rate)`,
    mode ?? null,
    rate ?? null,
    wallMs,
    mode ?? null,
    rate ?? null,
  )
}
