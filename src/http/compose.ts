/** The rest of the steps: answers the call. */
export type Next<Call, Result> = (call: Call) => Result | Promise<Result>

/** One step on the way of a call: answers it, or passes it on with `next` and may change what comes back. */
export type Step<Call, Result> = (call: Call, next: Next<Call, Result>) => Result | Promise<Result>

/**
 * Makes one function of a list of steps and the last one, which has no next. It is put together once, when the app is
 * made: unlike Hono's middleware, which allocates for every call, a step costs a function call.
 *
 * @example
 * const answer = compose([renderErrors, authenticate], runHandler)
 * await answer(call)
 */
export const compose = <Call, Result>(
  steps: readonly Step<Call, Result>[],
  last: Next<Call, Result>,
): Next<Call, Result> => steps.reduceRight<Next<Call, Result>>((next, step) => (call) => step(call, next), last)

/** Goes on with a result, at once or when its promise resolves. Where nothing waits, a call needs no promise and no microtask. */
export const andThen = <A, B>(result: A | Promise<A>, next: (value: A) => B | Promise<B>): B | Promise<B> =>
  result instanceof Promise ? result.then(next) : next(result)

/** Runs work that may return a promise, and gives its error, thrown or rejected, to `onError`. */
export function recover<T>(work: () => T | Promise<T>, onError: (error: unknown) => T | Promise<T>): T | Promise<T> {
  try {
    const result = work()
    return result instanceof Promise ? result.catch(onError) : result
  } catch (error) {
    return onError(error)
  }
}
