/**
 * Does work that may take long, and gives up when the time is over or `other` aborts: then it aborts `controller`, and rejects
 * with the reason. (AbortSignal.any would do, but Node 20 may collect its signal before that aborts.)
 */
export async function withDeadline<T>(
  milliseconds: number,
  other: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  const unsubscribe = [other, AbortSignal.timeout(milliseconds)].map((signal) => {
    const stop = () => controller.abort(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    return () => signal.removeEventListener('abort', stop)
  })
  const { signal } = controller
  const givenUp = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([givenUp, work(signal)])
  } finally {
    for (const remove of unsubscribe) remove()
  }
}
