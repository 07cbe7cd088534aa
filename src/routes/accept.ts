import { parseAccept } from 'hono/utils/accept'

/**
 * Chooses the type that an Accept header prefers. Each type has the weight of the most specific range that matches it. The
 * highest weight wins; among equal weights the more specific range, then the type that comes first in `types`. Undefined
 * when the header accepts none of them, or there is no header.
 */
export function preferredType<Type extends string>(header: string | null, types: readonly Type[]): Type | undefined {
  const ranges = parseAccept(header ?? '').map(({ type, q }) => ({ range: type.toLowerCase(), q }))
  let best: { type?: Type; q: number; specificity: number } = { q: 0, specificity: 0 }
  for (const type of types) {
    const ranked = ['*/*', type.replace(/\/.*/, '/*'), type]
    for (const specificity of [2, 1, 0]) {
      const found = ranges.find(({ range }) => range === ranked[specificity])
      if (!found) continue
      const { q } = found
      if (q > best.q || (q === best.q && q > 0 && specificity > best.specificity)) best = { type, q, specificity }
      break
    }
  }
  return best.type
}
