/** The emulator broke a rule of its own. It is never the caller's mistake, and the transaction is undone. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/**
 * Throws AssertionError unless a condition holds that only a mistake in the emulator can break. Assertions stand where a wrong
 * value would be written, and spread. A mistake that a caller can make is a DomainError.
 */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new AssertionError(rule)
}
