import { createHash } from 'node:crypto'
import { type TestAPI, test as vitestTest } from 'vitest'
import { connectEmulator } from './connect.ts'
import { createEmulator, type EmulatorOptions } from './emulator.ts'
import type { OrganisationHandle } from './handle.ts'

/** The emulator of one test: the same calls whether it is in this process or at an address. */
export interface TestEmulator extends OrganisationHandle {
  /** Where the emulator is; the vendor API is below it, under `/v2.4`. Without a socket, only `fetch` reaches it. */
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
  /** What the emulator is made with: `test.override({ emulatorOptions: { scenario: 'low-balance' } })`. */
  readonly emulatorOptions: EmulatorOptions
}

export interface ConnectedOptions {
  /** Default: ESIM_EMULATOR_URL. */
  readonly url?: string
  readonly controlToken?: string
  /** The world that each test starts in: a scenario that the running emulator knows. Default: the one it was started with. */
  readonly scenario?: string
  readonly seed?: number
}

export interface ConnectedFixtures {
  readonly emulator: TestEmulator
  /** What the organisation of the test is made with. */
  readonly emulatorOptions: ConnectedOptions
}

/** Vitest's `test` with `emulator`: a new one in this process for each test that names it, closed when the test is over. */
export const createEmulatorTest = (options: EmulatorOptions = {}): TestAPI<EmulatorFixtures> =>
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
 */
export const connectEmulatorTest = (options: ConnectedOptions = {}): TestAPI<ConnectedFixtures> =>
  vitestTest.extend<ConnectedFixtures>({
    emulatorOptions: options,
    emulator: async ({ task, emulatorOptions }, use) => {
      const { url = process.env.ESIM_EMULATOR_URL, controlToken, scenario, seed } = emulatorOptions
      if (!url) throw new Error('set ESIM_EMULATOR_URL, or run the tests with `esim-go-emulator exec -- COMMAND`')
      const apiKey = apiKeyOf(task)
      const emulator = connectEmulator(url, { apiKey, ...(controlToken === undefined ? {} : { controlToken }) })
      await emulator.reset({ ...(scenario === undefined ? {} : { scenario }), ...(seed === undefined ? {} : { seed }) })
      await emulator.clock.set({ mode: 'manual' })
      await use({
        ...emulator,
        fetch: (request, init) =>
          request instanceof Request ? fetch(request, init) : fetch(new URL(request, `${emulator.url}/`), init),
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
