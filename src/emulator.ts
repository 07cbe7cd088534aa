import { createAccess } from './access/access.ts'
import { RefusedCallers } from './access/refused-callers.ts'
import { ChangeFeed, publishWrites } from './callbacks/change-feed.ts'
import { resolveHost } from './callbacks/destination.ts'
import { createCallbackFetch } from './callbacks/post.ts'
import * as renderer from './callbacks/render.ts'
import { CallbackSender } from './callbacks/sender.ts'
import { createHandle, DEFAULT_API_KEY, type OrganisationHandle, type Transport } from './client/handle.ts'
import { Clock } from './clock/clock.ts'
import { systemClock as machineClock } from './clock/system-clock.ts'
import { Turns } from './clock/turns.ts'
import { lazyControlApp } from './control/lazy-app.ts'
import { DIALECTS } from './domain/dialect.ts'
import { MOST_ORGANISATIONS } from './domain/limits.ts'
import { FileGuard } from './file-guard.ts'
import { openCatalogue } from './fixtures/open-catalogue.ts'
import { isFresh } from './fixtures/scenarios.ts'
import { withCors } from './http/cors.ts'
import { Lifetime } from './http/lifetime.ts'
import { Journal } from './journal/journal.ts'
import { observeCalls } from './log/observe.ts'
import { observeCallbacks } from './log/observe-callbacks.ts'
import { shieldObservers } from './log/observers.ts'
import { authorizationOf, checkListen, checkOptions, type EmulatorOptions, type ListenOptions } from './options.ts'
import { Cleaner } from './organisations/cleaner.ts'
import { OrganisationRegistry } from './organisations/registry.ts'
import { chooseStartScenario, createOrganisationOpener } from './organisations/start-state.ts'
import { StateCopies } from './organisations/state-copies.ts'
import { WritesInTurns } from './organisations/writes-in-turns.ts'
import { RateLimiter } from './rate-limits/rate-limiter.ts'
import { createVendorApp, isVendorCall } from './routes/app.ts'
import type { StoryPlayer } from './scenario/story-player.ts'
import type { Fetch } from './server/listen.ts'
import { loadInParts } from './server/part-loader.ts'
import { Servers } from './server/servers.ts'
import { shutDown, shutDownAtOnce } from './shutdown.ts'
import { removeHidden } from './state/document/remove-organisation.ts'
import { State } from './state/engine/state.ts'
import { findOrganisationName } from './state/records/organisations.ts'
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

/**
 * Makes an emulator: constructs each part once, in the order of the ranks, with the parts that it needs. A part that has to
 * know of a later one learns of it through the change feed. Throws DatabaseError for a file that cannot be used, ScenarioError
 * for a scenario that cannot be, InputFileError for a catalogue that is none, and TypeError for options that make no sense.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options)
  const systemClock = options.systemClock ?? options.wall ?? machineClock
  const scenario = await chooseStartScenario(options)
  const apiKeys = options.apiKeys?.length ? options.apiKeys : undefined
  const defaultKey = apiKeys?.[0] ?? DEFAULT_API_KEY
  const { onEvent, ...observers } = shieldObservers(options)

  // The state, and the feed of its changes.
  const catalogue = await openCatalogue(options)
  const state = new State(options.db, { catalogue, renderer })
  const file = options.db === undefined ? undefined : new FileGuard(state, systemClock)
  const changes = new ChangeFeed()
  const write = publishWrites(state, changes)
  const life = new Lifetime()
  const onFailure = life.reporting((error) => {
    if (!file?.isReported(error)) observers.onFailure(error)
  })

  // The servers, and the rules of who can reach them: callbacks may go to private addresses only if no other machine can.
  const servers = new Servers()
  const access = createAccess(options, servers)

  // Callbacks and time: a change of an outbox starts the sender, a change of an agenda sets the timer of the clock.
  const allowedHosts = options.allowCallbackHosts ?? []
  const trustedUrls = [options.callbackUrl, scenario.organisation?.callbackUrl].filter((url) => url !== undefined)
  const sender = new CallbackSender({
    state,
    systemClock,
    changes,
    destinationRules: () => ({ privateAllowed: !access.exposed(), allowedHosts, trustedUrls }),
    fetch: options.callbackFetch ?? createCallbackFetch(),
    resolveHost: options.callbackResolve ?? resolveHost,
    onAttempt: observeCallbacks(state, onEvent),
    onFailure,
  })
  const turns = new Turns({ systemClock, isServed: () => servers.areRunning })
  const clock = new Clock({
    state,
    systemClock,
    turns,
    writeInTurns: (tenant, begin) => writesInTurns.write(tenant, begin),
    deliver: (tenant) => sender.deliver(tenant),
    deliverEarlier: (tenant) => sender.deliverEarlier(tenant),
    startDelivery: (tenant) => changes.publish(tenant, 'outbox'),
    onFailure,
  })
  changes.subscribe('agenda', (tenant) => clock.scheduleNextWake(tenant))
  changes.subscribe('outbox', (tenant) => sender.start(tenant))

  // Organisations, and the records of their calls.
  const journal = new Journal({ state, systemClock, turns, changes, durable: file !== undefined, onFailure })
  const opener = createOrganisationOpener({ state, systemClock, options, scenario })
  const cleaner = new Cleaner({ state, turns, onFailure })
  const copies = new StateCopies({ state, clock, turns, journal, cleaner })
  const writesInTurns = new WritesInTurns({ state, turns, changes, cleaner })
  const registry = new OrganisationRegistry({
    ...{ state, clock, turns, journal, cleaner, apiKeys, defaultKey, opener },
    maxOrganisations: options.maxOrganisations ?? MOST_ORGANISATIONS,
    checkOpened: (tenant) => file?.checkOpened(tenant),
    onFailure,
  })
  const callers = new RefusedCallers({ systemClock, changes, keys: registry.keys })
  const limiter = new RateLimiter(systemClock)

  // The two APIs, and the way of a request to one of them: guard of the file, log, CORS.
  const closing = new AbortController()
  const dialect = options.dialect ?? scenario.organisation?.dialect ?? DIALECTS[0]
  const shared = { state, journal, registry, systemClock, turns, writesInTurns, write, callers, onFailure }
  const common = { ...access, ...shared, dialect }
  const vendor = createVendorApp({ ...common, limiter, closing: closing.signal })
  // Stories are played by the calls of a client, so the answers of both APIs come first.
  let player: Promise<StoryPlayer> | undefined
  const stories = () => {
    player ??= createStoryPlayer()
    return player
  }
  const control = lazyControlApp(
    {
      ...{ ...common, clock, copies, stories, sender, changes, scenario },
      loadParts: (parts) => loadInParts(parts, { systemClock, isServed: () => servers.areRunning }),
      controlToken: options.controlToken,
      callVendor: (request) => answerVendor(request),
    },
    { status: 'ok', version: VERSION, mode: apiKeys ? 'strict' : 'open', storage: file ? 'file' : 'memory' },
    vendor.fetch,
  )
  const routed: Fetch = (request, env) =>
    isVendorCall(request) ? vendor.fetch(request, env as never) : control(request, env)
  const nameOf = (apiKey: string) => {
    const tenant = registry.find(apiKey)
    return tenant && state.read(tenant, findOrganisationName)
  }
  const guarded = (api: Fetch): Fetch => {
    const observed = onEvent
      ? observeCalls(api, { onEvent, keys: registry.keys, nameOf, addressOf: access.addressOf })
      : api
    return file ? file.guard(observed) : observed
  }
  const answer = guarded(withCors(routed, options.cors ?? []))
  // The calls that the control API makes for its caller reach the vendor API alone, whatever their path.
  const answerVendor = guarded((request, env) => vendor.fetch(request, env as never))

  const parts = {
    systemClock,
    catalogue,
    state,
    file,
    changes,
    sender,
    clock,
    cleaner,
    registry,
    journal,
    servers,
    closing,
    observers,
  }
  try {
    removeHidden(state)
    copies.finishRestores()
    writesInTurns.undoUnfinished()
    file?.check({ whole: options.checkFile === true, onDamage: (error) => shutDownAtOnce(parts, error), onFailure })
    cleaner.resume()
    registry.resumeAll({ mode: options.clock, rate: options.rate })
    // A scenario that cannot be is an error of the start, and not of the first call.
    if (!isFresh(scenario)) await registry.authenticate(defaultKey)
  } catch (error) {
    await shutDown(parts)
    throw error
  }

  const inProcess = (api: Fetch) => life.bound((request) => api(access.rewriteRequest(request)))
  const transportOf =
    (send: ReturnType<typeof inProcess>): Transport =>
    (path, init) =>
      send(new Request(`http://emulator${path}`, init))
  const fetch = inProcess(answer)
  const transport = transportOf(fetch)
  const authorization = authorizationOf(options)
  const createStoryPlayer = async () => {
    const { StoryPlayer } = await import('./scenario/story-player.ts')
    return new StoryPlayer({
      // Without the control token: a story acts for its organisation alone, and does not open it again.
      handleOf: (tenant) => createHandle(transport, () => tenant.apiKey, {}, { opens: false }),
      fetch: transportOf(inProcess(answerVendor)),
      onChange: (tenant) => changes.notify(tenant),
    })
  }
  return Object.assign(createHandle(transport, defaultKey, authorization), {
    organisation: (apiKey: string) => createHandle(transport, apiKey, authorization),
    fetch,
    listen: async (at: ListenOptions = {}) => {
      checkListen(at)
      life.check()
      return servers.listen(answer, { ...at, rewrite: access.rewrite })
    },
    close: () => life.end(() => shutDown(parts)),
  })
}
