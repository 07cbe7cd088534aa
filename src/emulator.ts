import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Context } from 'hono'
import { createVendorApp } from './app.ts'
import { Clock } from './clock/clock.ts'
import { wallClock } from './clock/wall.ts'
import { documentRoutes } from './control/documents.ts'
import { healthRoutes } from './control/health.ts'
import { type Instant, parseInstant } from './domain/instant.ts'
import { freshOrganisation } from './fixtures/fresh.ts'
import { Tenants } from './middleware/tenants.ts'
import { Catalogue } from './state/catalogue.ts'
import { State } from './state/state.ts'
import { VERSION } from './version.ts'

export interface EmulatorOptions {
  /** What all ids, names and codes follow from. Default 1. */
  readonly seed?: number
  /** A file to keep the state in; without one it is in memory. */
  readonly db?: string
  /** The keys that are accepted, the first of them being `emulator.apiKey`; without any, every key is an organisation. */
  readonly apiKeys?: readonly string[]
  /** Whether time stands until it is moved, or runs by itself. Default `manual`. */
  readonly clock?: 'manual' | 'auto'
  /** RFC 3339; where the clocks of new organisations start. Default: 2026-01-01T00:00:00Z, or now when they run. */
  readonly start?: string
  /** How many emulated seconds pass in each real one while a clock runs. Default 1. */
  readonly rate?: number
  /** Told of every failure of the emulator itself. Default: written to standard error. */
  readonly onFailure?: (error: unknown) => void
}

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
}

export interface Emulator {
  /** The key of the default organisation. */
  readonly apiKey: string
  /** Answers a request without a socket. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Answers requests at an address until the emulator is closed. Rejects when the port is taken. */
  readonly listen: (options?: ListenOptions) => Promise<{ readonly url: string; readonly port: number }>
  /** Finishes the requests in flight and lets go of everything. */
  readonly close: () => Promise<void>
}

/** A call of the vendor API: told apart before any routing, since nearly all are. */
const VENDOR_CALL = /^https?:\/\/[^/]*\/v2(?:\.\d)?\/(?!openapi\.json)/

const DEFAULT_KEY = 'test-key'
const DEFAULT_SEED = 1
const LIBRARY_START = '2026-01-01T00:00:00Z'

/** Beside the built code, or, when the sources run, in the folder that a build writes to. */
function fixturesPath(): string {
  const candidates = ['./fixtures.db', '../dist/fixtures.db'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (!found) throw new Error('the catalogue is missing: run `npm run build` once')
  return found
}

function startInstant(options: EmulatorOptions): Instant {
  if (options.start === undefined)
    return options.clock === 'auto' ? wallClock() : (parseInstant(LIBRARY_START) as Instant)
  const instant = parseInstant(options.start)
  if (instant === undefined) throw new TypeError(`start is not an RFC 3339 date and time: ${options.start}`)
  return instant
}

/** Makes an emulator. Throws DatabaseError when the file cannot be used, and TypeError for options that make no sense. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed = DEFAULT_SEED, clock: mode = 'manual', rate = 1, apiKeys } = options
  const start = startInstant(options)
  const catalogue = new Catalogue(fixturesPath())
  const state = new State(options.db, catalogue)
  const clock = new Clock(state, wallClock)
  const tenants = new Tenants({
    state,
    clock,
    apiKeys: apiKeys && apiKeys.length > 0 ? apiKeys : undefined,
    createWorld: (apiKey) =>
      freshOrganisation(catalogue, {
        apiKey,
        seed,
        now: start,
        clock: { mode, rate, baseMs: start, wallMs: wallClock() },
      }),
  })

  const vendor = createVendorApp({
    state,
    enter: (apiKey) => tenants.enter(apiKey),
    sourceIp,
    onFailure: options.onFailure ?? ((error) => console.error(error)),
  })
  const own = healthRoutes({
    status: 'ok',
    version: VERSION,
    mode: apiKeys && apiKeys.length > 0 ? 'strict' : 'open',
    storage: options.db === undefined ? 'memory' : 'file',
  }).route('/', documentRoutes(VERSION))
  // What is not the emulator's own is the vendor's, unknown paths included.
  own.notFound((context) => vendor.fetch(context.req.raw, context.env) as Promise<Response>)
  const fetch = (request: Request, env?: unknown): Response | Promise<Response> =>
    VENDOR_CALL.test(request.url) ? vendor.fetch(request, env) : own.fetch(request, env as never)

  const servers: { close: () => Promise<void> }[] = []
  return {
    apiKey: apiKeys?.[0] ?? DEFAULT_KEY,
    fetch: async (request) => fetch(request),
    async listen({ port = 0, host = '127.0.0.1' } = {}) {
      const { listen } = await import('./server.ts')
      const server = await listen(fetch, { port, host })
      servers.push(server)
      return { url: server.url, port: server.port }
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()))
      state.close()
      catalogue.close()
    },
  }
}

const LOCAL_ADDRESS = '127.0.0.1'

/** The address of the socket; without one (`emulator.fetch`) the local one. */
function sourceIp(context: Context): string {
  const env = context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  return env?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '') ?? LOCAL_ADDRESS
}
