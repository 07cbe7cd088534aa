import type { ChangeFeed } from './callbacks/change-feed.ts'
import type { CallbackSender } from './callbacks/sender.ts'
import type { Clock } from './clock/clock.ts'
import type { SystemClock } from './domain/system-clock.ts'
import type { FileGuard } from './file-guard.ts'
import type { Journal } from './journal/journal.ts'
import type { Servers } from './server/servers.ts'
import type { Catalogue } from './state/engine/catalogue.ts'
import type { DatabaseError } from './state/engine/database.ts'
import type { State } from './state/engine/state.ts'

/** The parts of an emulator that have an end. */
export interface RunningParts {
  readonly systemClock: SystemClock
  readonly catalogue: Catalogue
  readonly state: State
  readonly file: FileGuard | undefined
  readonly changes: ChangeFeed
  readonly sender: CallbackSender
  readonly clock: Clock
  readonly cleaner: { readonly stop: () => void }
  readonly registry: { readonly stop: () => void }
  readonly journal: Journal
  readonly servers: Servers
  /** Ends delays and timeouts of calls. */
  readonly closing: AbortController
  readonly observers: { readonly onDamage: (error: DatabaseError) => void }
}

/** Ends an emulator: nothing happens by itself any more, requests in flight are answered, and the files are closed. */
export async function shutDown(parts: RunningParts): Promise<void> {
  parts.file?.stop()
  await halt(parts)
  parts.closing.abort()
  await parts.systemClock.yield()
  await parts.servers.close()
  parts.journal.close()
  parts.state.close()
  parts.catalogue.close()
}

/** Ends an emulator whose file is damaged: at once, with no answer to the requests in flight. The user is told. */
export function shutDownAtOnce(parts: RunningParts, damage: DatabaseError): void {
  void halt(parts)
  parts.closing.abort()
  parts.servers.abort()
  parts.observers.onDamage(damage)
}

/** Stops the clocks, the long polls and the sender; resolves when no callback is in flight. */
function halt({ clock, cleaner, registry, changes, sender }: RunningParts): Promise<void> {
  registry.stop()
  clock.stop()
  cleaner.stop()
  changes.end()
  return sender.stop()
}
