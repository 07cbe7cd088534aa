/** A rule of the emulator itself that was broken: never the caller's mistake, and nothing of its transaction is kept. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/**
 * Throws AssertionError unless a condition holds that only a mistake in the emulator can break. It stands where a wrong value
 * would be written and spread from. What a caller can get wrong is a DomainError.
 */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new AssertionError(rule)
}
