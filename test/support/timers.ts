import { onTestFinished, vi } from 'vitest'

export interface HeldTimer {
  readonly delayMs: number
  readonly fire: () => void
}

/**
 * From here on timers of a second or more never fire by themselves: what ends in this test does not wait for one. They
 * are told, so that a test can let one fire.
 */
export function holdTimers(): readonly HeldTimer[] {
  const held: HeldTimer[] = []
  const real = globalThis.setTimeout
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, delayMs = 0, ...rest: []) => {
    if (delayMs < 1_000) return real(work, delayMs, ...rest)
    held.push({ delayMs, fire: work })
    return real(() => undefined, 0)
  }) as typeof setTimeout)
  onTestFinished(() => spy.mockRestore())
  return held
}
