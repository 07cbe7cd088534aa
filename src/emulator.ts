import { createAccess } from './access/access.ts'
import { RefusedCallers } from './access/refused-callers.ts'
import { ChangeFeed, publishWrites } from './callbacks/change-feed.ts'
import { resolveHost } from './callbacks/destination.ts'
import { createCallbackFetch } from './callbacks/post.ts'
import * as renderer from './callbacks/render.ts'
import { CallbackSender } from './callbacks/sender.ts'
import { Clock } from './clock/clock.ts'
import { systemClock as machineClock } from './clock/system-clock.ts'
import { lazyControlApp } from './control/lazy-app.ts'
import { DIALECTS } from './domain/dialect.ts'
import { FileGuard } from './file-guard.ts'
import { fixturesPath } from './fixtures/path.ts'
import { isFresh } from './fixtures/scenarios.ts'
import { createHandle, DEFAULT_API_KEY, type OrganisationHandle } from './handle.ts'
import { withCors } from './http/cors.ts'
import { Lifetime } from './http/lifetime.ts'
import { Journal } from './journal/journal.ts'
import { observeCalls } from './log/observe.ts'
import { observeCallbacks } from './log/observe-callbacks.ts'
import { shieldObservers } from './log/observers.ts'
import { authorizationOf, checkListen, checkOptions, type EmulatorOptions, type ListenOptions } from './options.ts'
import { OrganisationRegistry } from './organisations/registry.ts'
import { chooseStartScenario, createOpener } from './organisations/start-state.ts'
import { RateLimiter } from './rate-limits/rate-limiter.ts'
import { createVendorApp } from './routes/app.ts'
import { Servers } from './server/servers.ts'
import { Catalogue } from './state/engine/catalogue.ts'
import type { DatabaseError } from './state/engine/database.ts'
import { State } from './state/engine/state.ts'
import { VERSION } from './version.ts'

export type { EmulatorOptions, ListenOptions } from './options.ts'

/** An emulator in this process. Its own calls drive the default organisation. */
export interface Emulator extends OrganisationHandle {
  /** The handle of another organisation. */
  readonly organisation: (apiKey: string) => OrganisationHandle
  /** Answers a request without a socket. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Answers requests at an address until the emulator is closed. Rejects when the port is taken. */
  readonly listen: (options?: ListenOptions) => Promise<{ readonly url: string; readonly port: number }>
  /** Finishes the requests in flight and releases everything. Every call after it rejects with an EmulatorError, `closed`. */
  readonly close: () => Promise<void>
}

/** A call of the vendor API: told apart before any routing, since nearly all are. */
const VENDOR_CALL = /^https?:\/\/[^/]*(?:\/documented)?\/v2(?:\.\d)?\/(?!openapi\.json)/

/**
 * Makes an emulator: constructs each part once, in the order of their ranks, with the parts that it needs. What happens in
 * one part and matters to another goes through the change feed. Throws DatabaseError for a file that cannot be used,
 * ScenarioError for a scenario that cannot be, and TypeError for options that make no sense.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options)
  const { onEvent, ...observers } = shieldObservers(options)
  const systemClock = options.systemClock ?? options.wall ?? machineClock
  const scenario = await chooseStartScenario(options)
  const apiKeys = options.apiKeys?.length ? options.apiKeys : undefined
  const defaultKey = apiKeys?.[0] ?? DEFAULT_API_KEY
  const dialect = options.dialect ?? scenario.organisation?.dialect ?? DIALECTS[0]

  const catalogue = new Catalogue(fixturesPath())
  const state = new State(options.db, { catalogue, renderer })
  const file = options.db === undefined ? undefined : new FileGuard(state, systemClock)
  const life = new Lifetime()
  const closing = new AbortController()
  const onFailure = life.reporting((error) => {
    if (!file?.isReported(error)) observers.onFailure(error)
  })

  const servers = new Servers()
  const access = createAccess(options, servers)
  const { exposed, guard, sourceIp, publicUrl } = access

  const changes = new ChangeFeed()
  const write = publishWrites(state, changes)
  const trustedUrls = [options.callbackUrl, scenario.organisation?.callbackUrl].filter((url) => url !== undefined)
  const allowedHosts = options.allowCallbackHosts ?? []
  const sender = new CallbackSender({
    state,
    systemClock,
    changes,
    destinationRules: () => ({ privateAllowed: !exposed(), allowedHosts, trustedUrls }),
    fetch: options.callbackFetch ?? createCallbackFetch(),
    resolveHost: options.callbackResolve ?? resolveHost,
    onAttempt: observeCallbacks(state, onEvent),
    onFailure,
  })
  const clock = new Clock({
    state,
    wall: systemClock,
    deliver: (tenant) => sender.deliver(tenant),
    deliverEarlier: (tenant) => sender.deliverEarlier(tenant),
    startDelivery: (tenant) => changes.publish(tenant, 'outbox'),
    onFailure,
  })
  changes.subscribe('agenda', (tenant) => clock.scheduleNextWake(tenant))
  changes.subscribe('outbox', (tenant) => sender.start(tenant))

  const journal = new Journal({ state, systemClock, changes, durable: file !== undefined, onFailure })
  const open = createOpener({ state, systemClock, options, scenario })
  const registry = new OrganisationRegistry({ state, clock, journal, apiKeys, defaultKey, open })
  const callers = new RefusedCallers({ systemClock, changes, keys: registry })
  const authenticate = (apiKey: string | undefined) => registry.authenticate(apiKey)

  const shared = {
    state,
    journal,
    wall: systemClock,
    dialect,
    authenticate,
    write,
    guard,
    callers,
    sourceIp,
    onFailure,
  }
  const limiter = new RateLimiter(systemClock)
  const isOpen = (apiKey: string) => registry.find(apiKey) !== undefined
  const vendor = createVendorApp({ ...shared, limiter, isOpen, closing: closing.signal })
  const { controlToken } = options
  const control = lazyControlApp(
    { ...shared, clock, deliveries: sender, changes, registry, scenario, controlToken, defaultKey, exposed, publicUrl },
    { status: 'ok', version: VERSION, mode: apiKeys ? 'strict' : 'open', storage: file ? 'file' : 'memory' },
    vendor.fetch,
  )

  const routed = (request: Request, env?: unknown) =>
    VENDOR_CALL.test(request.url) ? vendor.fetch(request, env as never) : control(request, env)
  const shareable = withCors(routed, options.cors ?? [])
  const observed = onEvent
    ? observeCalls(shareable, { onEvent, keys: registry, addressOf: access.addressOf })
    : shareable
  const answer = file ? file.guard(observed) : observed

  /** Stops what happens by itself; resolves when no callback is in flight. */
  const halt = (): Promise<void> => {
    clock.stop()
    changes.end()
    return sender.stop()
  }
  const onDamage = (error: DatabaseError): void => {
    void halt()
    closing.abort()
    servers.abort()
    observers.onDamage(error)
  }
  const close = async (): Promise<void> => {
    file?.stop()
    await halt()
    closing.abort()
    await systemClock.yield()
    await servers.close()
    journal.close()
    state.close()
    catalogue.close()
  }

  try {
    file?.check({ whole: options.checkFile === true, onDamage, onFailure })
    registry.resumeAll({ mode: options.clock, rate: options.rate })
    // A scenario that cannot be is an error of the start, and not of the first call.
    if (!isFresh(scenario)) registry.authenticate(defaultKey)
  } catch (error) {
    await close()
    throw error
  }

  const fetch = life.bound((request) => answer(access.rewriteRequest(request)))
  const transport = (path: string, init: RequestInit) => fetch(new Request(`http://emulator${path}`, init))
  const authorization = authorizationOf(options)
  return {
    ...createHandle(transport, defaultKey, authorization),
    organisation: (apiKey) => createHandle(transport, apiKey, authorization),
    fetch,
    listen: async (at = {}) => {
      checkListen(at)
      life.check()
      return servers.listen(answer, { ...at, rewrite: access.rewrite })
    },
    close: () => life.end(close),
  }
}
