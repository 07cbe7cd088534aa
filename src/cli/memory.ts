import module from 'node:module'

/**
 * Flags of the engine: what `preferSmallHeap` sets, and what the engine starts with. Compiled code is never dropped: what is kept
 * of it at the exit would lack all that ran once, and each later start would compile that again, a sixth of its time.
 */
const FLAGS = [
  { small: '--heap-growing-percent=25', initial: '--heap-growing-percent=0' },
  { small: '--semi-space-growth-factor=1', initial: '--semi-space-growth-factor=2' },
  { small: '--no-flush-bytecode', initial: '--flush-bytecode' },
] as const

/**
 * Keeps the heap of the engine small. The server is one of several processes on a developer's machine, or one of many
 * containers. The old generation grows by a quarter before it is collected, and the young one, which has grown to some 4 MB
 * while the emulator started, grows no further: a request leaves little behind. For once the emulator answers: a start would
 * be slower by a tenth. (`--optimize-for-size` takes as much memory, but makes the young generation so small that a sixth of
 * the time of a read goes into collecting it.)
 */
export function preferSmallHeap(): void {
  setFlags('small')
  keepCodeLoadable()
}

/**
 * Sets the initial flags whenever compiled code is loaded or made: the engine rejects what was made under other flags, and
 * compiled-code.ts makes it at the end of the process.
 */
function keepCodeLoadable(): void {
  const { _extensions: extensions } = module as unknown as {
    readonly _extensions: Record<string, (into: object, path: string) => void>
  }
  const load = extensions['.cjs']
  if (load !== undefined) {
    extensions['.cjs'] = (into, path) => {
      setFlags('initial')
      try {
        load(into, path)
      } finally {
        setFlags('small')
      }
    }
  }
  // The compiled code that is kept at the exit serves a start, with the flags of a start: see compiled-code.ts.
  process.prependOnceListener('exit', () => setFlags('initial'))
}

function setFlags(value: 'small' | 'initial'): void {
  // Loaded with the first use: it brings the streams of the web, for which a start would wait.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const flag of FLAGS) setFlagsFromString(flag[value])
}
