import { accessOf } from './access/access.ts'
import { isLoopback } from './access/forgery.ts'
import { RefusedCallers } from './access/refused-callers.ts'
import { ChangeFeed } from './callbacks/change-feed.ts'
import { addressesOf } from './callbacks/destination.ts'
import { createPost } from './callbacks/post.ts'
import * as renderer from './callbacks/render.ts'
import { CallbackSender } from './callbacks/sender.ts'
import { Clock } from './clock/clock.ts'
import { applyEvent } from './clock/handlers.ts'
import { systemClock } from './clock/system-clock.ts'
import { Turns } from './clock/turns.ts'
import { DIALECTS } from './domain/dialect.ts'
import { DomainError } from './domain/errors.ts'
import { redactorOf } from './domain/redaction.ts'
import { FileGuard } from './file-guard.ts'
import { chooseScenario } from './fixtures/choose-scenario.ts'
import { openOrganisation } from './fixtures/open-organisation.ts'
import { fixturesPath } from './fixtures/path.ts'
import { findBuiltIn, isFresh, type Scenario, scenarioOf } from './fixtures/scenarios.ts'
import { createHandle, DEFAULT_API_KEY, type OrganisationHandle } from './handle.ts'
import { withCors } from './http/cors.ts'
import { Lifetime } from './http/lifetime.ts'
import { Journal } from './journal/journal.ts'
import { loggedName, observe } from './log/observe.ts'
import { shieldObservers } from './log/observers.ts'
import {
  authorizationOf,
  checkListen,
  checkOptions,
  type EmulatorOptions,
  type ListenOptions,
  settingsOf,
  startInstant,
  withOptions,
} from './options.ts'
import { OrganisationRegistry, type World } from './organisations/registry.ts'
import { RateLimiter } from './rate-limits/rate-limiter.ts'
import { createVendorApp, isVendorCall } from './routes/app.ts'
import { Catalogue } from './state/engine/catalogue.ts'
import type { DatabaseError } from './state/engine/database.ts'
import { State, type Tenant, type Tx } from './state/engine/state.ts'
import { findName, listApiKeys } from './state/records/organisations.ts'
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
  /** Finishes the requests in flight and lets go of everything. Every call after it rejects with an EmulatorError, `closed`. */
  readonly close: () => Promise<void>
}

/**
 * Makes an emulator. Throws DatabaseError when the file cannot be used or is damaged, ScenarioError when the scenario
 * cannot be, and TypeError for options that make no sense.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options)
  const { wall = systemClock, usualClock = 'manual' } = options
  const scenario = withOptions(await chooseScenario(options.scenario), options)
  const apiKeys = options.apiKeys && options.apiKeys.length > 0 ? options.apiKeys : undefined
  const defaultKey = apiKeys?.[0] ?? DEFAULT_API_KEY
  const { onEvent, onFailure: reportFailure, onDamage: reportDamage } = shieldObservers(options)
  const life = new Lifetime()
  let fileGuard: FileGuard | undefined
  const onFailure = life.reporting((error) => {
    if (!fileGuard?.isTold(error)) reportFailure(error)
  })
  const listening: { readonly host: string; readonly close: () => Promise<void>; readonly abort: () => void }[] = []
  const trustedUrls = [options.callbackUrl, scenario.organisation?.callbackUrl].filter((url) => url !== undefined)
  const access = accessOf(options, () => options.exposed === true || listening.some(({ host }) => !isLoopback(host)))
  const { publicUrl, exposed, guard, sourceIp } = access

  const catalogue = new Catalogue(fixturesPath())
  const state = new State(options.db, { catalogue, renderer })
  const changes = new ChangeFeed()
  const nameOf = (tenant: Tenant | undefined): string | undefined => tenant && state.read(tenant, findName)
  const deliveries = new CallbackSender({
    state,
    wall,
    changes,
    rules: () => ({ privateAllowed: !exposed(), allowedHosts: options.allowCallbackHosts ?? [], trustedUrls }),
    carry: options.callbackFetch ?? createPost(),
    resolve: options.callbackResolve ?? addressesOf,
    onAttempt: (tenant, { alertType, iccid, url }, { status, error }) => {
      clock.scheduleNextWake(tenant)
      onEvent?.({
        kind: 'callback',
        organisation: loggedName(nameOf(tenant), tenant.apiKey),
        alertType,
        iccid,
        url: redactorOf([tenant.apiKey])(url),
        status,
        error,
      })
    },
    onPutOff: (tenant) => clock.scheduleNextWake(tenant),
    onFailure,
  })
  const journal = new Journal({
    state,
    wall,
    durable: options.db !== undefined,
    onCall: (tenant) => changes.notify(tenant),
    onFailure,
  })
  const namedScenario = (name: string | undefined): Scenario | undefined =>
    name === undefined || name === scenario.name ? scenario : findBuiltIn(name)
  /** The scenario that is asked for, or the one that new organisations start in. */
  const worldOf = ({ scenario: asked, seed }: World = {}): Scenario => {
    const chosen = typeof asked === 'object' ? scenarioOf(asked) : namedScenario(asked)
    if (!chosen) throw new DomainError('unknown_scenario', { name: String(asked) })
    return withOptions(chosen, { ...options, ...(seed === undefined ? {} : { seed }) })
  }
  const turns = new Turns({ wall, isServed: () => listening.length > 0 })
  const clock = new Clock({
    state,
    wall,
    turns,
    deliver: (tenant) => deliveries.deliver(tenant),
    deliverEarlier: (tenant) => deliveries.deliverEarlier(tenant),
    startDelivery: (tenant) => {
      changes.notify(tenant)
      deliveries.start(tenant)
    },
    onFailure,
  })
  const registry = new OrganisationRegistry({
    state,
    clock,
    turns,
    journal,
    apiKeys,
    defaultKey,
    open: (apiKey, world) => {
      const chosen = worldOf(world)
      return openOrganisation(state, {
        apiKey,
        scenario: chosen,
        seed: world?.seed ?? 1,
        present: startInstant(chosen.clock?.mode ?? usualClock, wall),
        applyEvent,
        clock: { mode: usualClock, rate: 1, wallMs: wall.now() },
        settings: settingsOf(options),
      })
    },
  })

  /** A write, and what follows from it: callbacks that it caused go out, and the clock looks at its agenda again. */
  const write = <T>(tenant: Tenant, work: (tx: Tx) => T): T => {
    const result = state.write(tenant, work)
    clock.scheduleNextWake(tenant)
    changes.notify(tenant)
    deliveries.start(tenant)
    return result
  }
  const authenticate = (apiKey: string | undefined) => registry.authenticate(apiKey)
  const dialect = options.dialect ?? scenario.organisation?.dialect ?? DIALECTS[0]
  const accepted = () => registry.accepted
  const isKey = (text: string) => registry.isKey(text)
  const callers = new RefusedCallers({ now: () => wall.now(), accepted, isKey, onCaller: () => changes.notifyAll() })
  const closing = new AbortController()
  const vendor = createVendorApp({
    state,
    journal,
    limiter: new RateLimiter(() => wall.now()),
    wall,
    dialect,
    closing: closing.signal,
    authenticate,
    write,
    isOpen: (apiKey) => registry.find(apiKey) !== undefined,
    guard,
    callers,
    sourceIp,
    onFailure,
  })
  const createControl = async () => {
    const { createControlApp } = await import('./control/app.ts')
    const app = createControlApp(
      {
        state,
        clock,
        turns,
        deliveries,
        changes,
        wall,
        journal,
        registry,
        scenario,
        dialect,
        controlToken: options.controlToken,
        authenticate,
        write,
        defaultKey,
        exposed,
        guard,
        callers,
        sourceIp,
        publicUrl,
        onFailure,
      },
      {
        status: 'ok',
        version: VERSION,
        mode: apiKeys ? 'strict' : 'open',
        storage: options.db === undefined ? 'memory' : 'file',
      },
      async (request) => app.fetch(request),
    )
    // What is not the emulator's own is the vendor's, unknown paths included.
    app.notFound((context) => vendor.fetch(context.req.raw, context.env) as Promise<Response>)
    return app
  }
  // Made when it is first called, since a start waits for it otherwise.
  let control: ReturnType<typeof createControl> | undefined
  const answerControl = async (request: Request, env?: unknown): Promise<Response> => {
    control ??= createControl()
    return (await control).fetch(request, env as never)
  }
  const answer = (request: Request, env?: unknown): Response | Promise<Response> =>
    isVendorCall(request.url) ? vendor.fetch(request, env) : answerControl(request, env)

  const shared = withCors(answer, options.cors ?? [])
  const observed = onEvent
    ? observe(shared, {
        onEvent,
        nameOf: (apiKey) => nameOf(registry.find(apiKey)),
        accepted,
        isKey,
        addressOf: access.addressOf,
      })
    : shared
  const fetch = async (request: Request, env?: unknown): Promise<Response> =>
    fileGuard ? fileGuard.answer(() => observed(request, env)) : observed(request, env)
  const onDamage = (error: DatabaseError): void => {
    clock.stop()
    void deliveries.stop()
    closing.abort()
    for (const server of listening) server.abort()
    reportDamage(error)
  }

  const close = async (): Promise<void> => {
    fileGuard?.stop()
    clock.stop()
    await deliveries.stop()
    closing.abort()
    await wall.yield()
    await Promise.all(listening.map((server) => server.close()))
    journal.close()
    state.close()
    catalogue.close()
  }

  try {
    if (options.db !== undefined) {
      fileGuard = new FileGuard({ state, wall, whole: options.checkFile === true, onDamage, onFailure })
    }
    // What fell due while the file was closed happens now.
    for (const apiKey of listApiKeys(state)) registry.resume(apiKey, { mode: options.clock, rate: options.rate })
    // A world that cannot be is told now, and not to the first caller.
    if (!isFresh(scenario)) await registry.authenticate(defaultKey)
  } catch (error) {
    await close()
    throw error
  }

  const fetchOpen = life.bound((request) => fetch(access.rewriteRequest(request)))
  const transport = (path: string, init: RequestInit) => fetchOpen(new Request(`http://emulator${path}`, init))
  const authorization = authorizationOf(options)
  return {
    ...createHandle(transport, defaultKey, authorization),
    organisation: (apiKey) => createHandle(transport, apiKey, authorization),
    fetch: fetchOpen,
    async listen(options = {}) {
      checkListen(options)
      life.check()
      const { port = 0, host = 'localhost', ownProcess = false, tls } = options
      const { listen } = await import('./server/listen.ts')
      const server = await listen(fileGuard ? fetch : observed, {
        port,
        host,
        ownProcess,
        tls,
        rewrite: access.rewrite,
      })
      listening.push({ host, ...server })
      return { url: server.url, port: server.port }
    },
    close: () => life.end(close),
  }
}
