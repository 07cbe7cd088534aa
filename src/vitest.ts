import { createHash } from 'node:crypto'
import { type TestAPI, test as vitestTest } from 'vitest'
import { connectEmulator } from './client/connect.ts'
import type { OrganisationHandle } from './client/handle.ts'
import { createEmulator, type EmulatorOptions } from './emulator.ts'
import { checkOptions } from './options.ts'

/** The emulator of one test: the same calls whether it is in this process or at an address. */
export interface TestEmulator extends OrganisationHandle {
  /** The emulator's URL, with the vendor API below it, under `/v2.4`. Without a socket, only `fetch` reaches it. */
  readonly url: string
  /** Sends a request to the emulator; to be given to a client in the place of the global one. */
  readonly fetch: typeof globalThis.fetch
  /** For clients that cannot be given a fetch: an address that answers until the test is over. */
  readonly listen: () => Promise<{ readonly url: string }>
  /** The handle of another organisation of the same emulator. */
  readonly organisation: (apiKey: string) => OrganisationHandle
}

export interface EmulatorFixtures {
  readonly emulator: TestEmulator
  /** The options of the emulator: `test.override({ emulatorOptions: { scenario: 'low-balance' } })`. */
  readonly emulatorOptions: EmulatorOptions
}

export type EmulatorTest = TestAPI<EmulatorFixtures>

export interface ConnectedOptions extends EmulatorOptions {
  /** Default: ESIM_EMULATOR_URL. */
  readonly url?: string
}

/** Vitest's `test` with `emulator`: a new one in this process for each test that names it, closed when the test is over. */
export const createEmulatorTest = (options: EmulatorOptions = {}): EmulatorTest =>
  vitestTest.extend<EmulatorFixtures>({
    emulatorOptions: options,
    emulator: async ({ emulatorOptions }, use) => {
      const failures: unknown[] = []
      const emulator = await createEmulator({ onFailure: (error) => failures.push(error), ...emulatorOptions })
      try {
        await use({
          ...emulator,
          url: IN_PROCESS_URL,
          fetch: async (request, init) =>
            emulator.fetch(request instanceof Request && !init ? request : new Request(absolute(request), init)),
        })
      } finally {
        await emulator.close()
      }
      if (failures.length > 0) throw new Error('the emulator itself failed', { cause: failures[0] })
    },
  })

/**
 * The same with the running emulator of `url`, where each test has an organisation of its own: its API key is made of the
 * test's name, and what an earlier run left there is gone before the test begins. Its clock stands until it is moved.
 * Of the options those of the organisation count (scenario, seed, callbackUrl, callbackVersion, msisdns, realism) and
 * controlToken; what only whoever starts the emulator can say is refused.
 */
export const connectEmulatorTest = ({ url: address, ...options }: ConnectedOptions = {}): EmulatorTest =>
  vitestTest.extend<EmulatorFixtures>({
    emulatorOptions: options,
    emulator: async ({ task, emulatorOptions }, use) => {
      const url = address ?? process.env.ESIM_EMULATOR_URL
      if (!url) throw new Error('set ESIM_EMULATOR_URL, or run the tests with `esim-go-emulator exec -- COMMAND`')
      const { world, settings, controlToken } = splitOptions(emulatorOptions)
      const emulator = connectEmulator(url, { apiKey: apiKeyOf(task), ...controlToken })
      await emulator.reset(world)
      await emulator.clock.set({ mode: 'manual' })
      if (Object.keys(settings).length > 0) await emulator.settings.change(settings)
      await use({
        ...emulator,
        fetch: (request, init) =>
          request instanceof Request ? fetch(request, init) : emulator.fetch(String(request), init),
        listen: async () => ({ url: emulator.url }),
      })
    },
  })

/** With an emulator in this process. */
export const test = createEmulatorTest()

/** With the running emulator of ESIM_EMULATOR_URL. */
export const connectedTest = connectEmulatorTest()

const IN_PROCESS_URL = 'http://emulator'

const absolute = (request: string | URL | Request): URL | Request =>
  request instanceof Request ? request : new URL(request, IN_PROCESS_URL)

/** Splits options into those of reset, settings and connection. Throws TypeError for one that only a start can take. */
function splitOptions({
  scenario,
  seed,
  callbackUrl,
  callbackVersion,
  msisdns,
  realism,
  controlToken,
  ...others
}: EmulatorOptions) {
  checkOptions(others)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`a running emulator cannot be given ${unknown}: start it with that`)
  return {
    world: defined({ scenario, seed }),
    settings: defined({ callbackUrl, callbackVersion, msisdns, realism }),
    controlToken: defined({ controlToken }),
  }
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>

interface NamedTask {
  readonly id: string
  readonly name: string
}

/** A key that no other test has, and that the same test has in every run. */
export function apiKeyOf({ id, name }: NamedTask): string {
  const words = name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
  const hash = createHash('sha256').update(`${id} ${name}`).digest('hex').slice(0, 16)
  return `${words.slice(0, 80)}-${hash}`
}
