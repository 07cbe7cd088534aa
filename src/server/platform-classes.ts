/**
 * The classes of the platform's fetch, as the files of `dist` use them: `scripts/build/common-js.ts` puts these in the
 * place of the global ones. Node loads all of fetch, and compiles its parser of HTTP, as soon as one of the global classes
 * is touched, which is a quarter of a start. A stand-in makes objects of the real class, which it loads with the first of
 * them.
 */

type Constructor = new (...values: unknown[]) => object

const real = globalThis as unknown as Record<string, Constructor & Record<string, (...values: unknown[]) => unknown>>

function standInFor(name: string, statics: readonly string[] = []): Constructor {
  class StandIn {
    constructor(...values: unknown[]) {
      // biome-ignore lint/correctness/noConstructorReturn: it stands for the class whose object this is
      return new (real[name] as Constructor)(...values)
    }
  }
  Object.defineProperty(StandIn, Symbol.hasInstance, {
    // An object of the real class says its name, and only then is that class there already to be asked.
    value(this: unknown, value: unknown): boolean {
      if (Function.prototype[Symbol.hasInstance].call(this as Constructor, value)) return true
      const named = (value as { readonly [Symbol.toStringTag]?: unknown } | null | undefined)?.[Symbol.toStringTag]
      return this === StandIn && named === name && value instanceof (real[name] as Constructor)
    },
  })
  for (const each of statics) {
    Object.defineProperty(StandIn, each, { value: (...values: unknown[]) => real[name]?.[each]?.(...values) })
  }
  return StandIn
}

/** The adaptor puts lighter classes in their place, where the process is our own. */
export const platform = {
  Headers: standInFor('Headers'),
  Request: standInFor('Request'),
  Response: standInFor('Response', ['error', 'json', 'redirect']),
}
