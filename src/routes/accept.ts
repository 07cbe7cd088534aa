import { parseAccept } from 'hono/utils/accept'

/**
 * Which of some types an Accept header prefers: each has the weight of the most special range that names it, the highest
 * weight wins, of equal ones what is named more specially, then what comes first here. Undefined when it wants none of
 * them, or there is no header.
 */
export function preferredType<Type extends string>(header: string | null, types: readonly Type[]): Type | undefined {
  const ranges = parseAccept(header ?? '').map(({ type, q }) => ({ range: type.toLowerCase(), q }))
  let best: { type?: Type; q: number; special: number } = { q: 0, special: 0 }
  for (const type of types) {
    const names = ['*/*', type.replace(/\/.*/, '/*'), type]
    for (const special of [2, 1, 0]) {
      const found = ranges.find(({ range }) => range === names[special])
      if (!found) continue
      const { q } = found
      if (q > best.q || (q === best.q && q > 0 && special > best.special)) best = { type, q, special }
      break
    }
  }
  return best.type
}
