import type { EmulatorOptions } from '../emulator.ts'
import type { DatabaseError } from '../state/engine/database.ts'

/** A promise that is rejected when the file turns out to be damaged, by the option that goes with it. */
export function watchDamage(): { damaged: Promise<never> } & Required<Pick<EmulatorOptions, 'onDamage'>> {
  let onDamage: (error: DatabaseError) => void = () => undefined
  const damaged = new Promise<never>((_, reject) => {
    onDamage = reject
  })
  // Where nobody waits for it yet, the start itself fails.
  damaged.catch(() => undefined)
  return { damaged, onDamage: (error) => onDamage(error) }
}
