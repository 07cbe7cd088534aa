import type { EmulatorOptions } from '../emulator.ts'
import type { DatabaseError } from '../state/engine/database.ts'

/** Returns a promise that rejects when the file turns out to be damaged, and the emulator option that rejects it. */
export function watchDamage(): { damaged: Promise<never> } & Required<Pick<EmulatorOptions, 'onDamage'>> {
  let onDamage: (error: DatabaseError) => void = () => undefined
  const damaged = new Promise<never>((_, reject) => {
    onDamage = reject
  })
  // Damage that is found before anybody waits here fails the start itself.
  damaged.catch(() => undefined)
  return { damaged, onDamage: (error) => onDamage(error) }
}
