/** The classes of the platform's fetch that the adaptor of HTTP builds its own on. */
const NAMES = ['Request', 'Response', 'Headers'] as const

type Constructor = new (...values: unknown[]) => object

/**
 * Puts a stand-in in the place of each class of the platform's fetch: Node loads all of fetch, and compiles its parser of
 * HTTP, as soon as one of them is named, which is a sixth of a start. A stand-in makes objects of the real class, which it
 * loads with the first of them. For a process of our own, and before the adaptor is loaded.
 */
export function deferPlatformClasses(): void {
  for (const name of NAMES) {
    const { get } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {}
    // Without a getter it has been loaded.
    if (get) defineGlobal(name, standInFor(name, get))
  }
}

function standInFor(name: string, get: () => unknown): Constructor {
  let loaded: Constructor | undefined
  const load = (): Constructor => {
    if (loaded) return loaded
    const current = (globalThis as Record<string, unknown>)[name]
    loaded = get.call(globalThis) as Constructor
    // The getter has put the class in its place, where the adaptor's own may be by now.
    defineGlobal(name, current)
    return loaded
  }
  class StandIn {
    constructor(...values: unknown[]) {
      // biome-ignore lint/correctness/noConstructorReturn: it stands for the class whose object this is
      return new (load())(...values)
    }

    static error(): unknown {
      return (load() as unknown as typeof Response).error()
    }
  }
  Object.defineProperty(StandIn, Symbol.hasInstance, {
    // A class that extends it is asked for its own objects; what is made before the class is loaded is not of it.
    value(this: unknown, value: unknown): boolean {
      const isOwn: boolean = Function.prototype[Symbol.hasInstance].call(this as Constructor, value)
      return isOwn || (this === StandIn && loaded !== undefined && value instanceof loaded)
    },
  })
  return StandIn as Constructor
}

const defineGlobal = (name: string, value: unknown): void => {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
}
