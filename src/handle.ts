import type * as z from 'zod'
import * as accounts from './contract/control/accounts.ts'
import * as callbacks from './contract/control/callbacks.ts'
import * as callers from './contract/control/callers.ts'
import * as clock from './contract/control/clock.ts'
import * as esims from './contract/control/esims.ts'
import * as faults from './contract/control/faults.ts'
import type { ControlOperation } from './contract/control/operation.ts'
import * as organisation from './contract/control/organisation.ts'
import * as organisations from './contract/control/organisations.ts'
import * as requests from './contract/control/requests.ts'
import * as scenarios from './contract/control/scenarios.ts'
import * as state from './contract/control/state.ts'
import { answerOf, EmulatorError, errorOf } from './http/control-answer.ts'

/** Carries a request to an emulator: to one in this process, or to one at an address. */
export type Transport = (path: string, init: RequestInit) => Promise<Response>

type Body<O extends ControlOperation> = z.input<NonNullable<O['body']>>
type Query<O extends ControlOperation> = z.input<O['queryFields']>
type Answer<O extends ControlOperation> = z.output<O['answer']>

export type Advanced = Answer<typeof clock.advanceClock>
export type ClockReading = Answer<typeof clock.getClock>
export type ControlledEsim = Answer<typeof esims.installEsim>
export type DeliveredCallback = Answer<typeof callbacks.redeliverCallback>
export type Settings = Answer<typeof organisation.getSettings>
export type Usage = Answer<typeof esims.useData>

/** Drives one organisation of an emulator. Each call is the control call of the same meaning; errors are EmulatorError. */
export interface OrganisationHandle {
  readonly apiKey: string
  readonly clock: {
    get(): Promise<ClockReading>
    /** Stops it, lets it run, or sets it forward. */
    set(changes: Body<typeof clock.setClock>): Promise<ClockReading>
    /** By a duration (`'8d'`), or as the control API says it (`{ toNextEvent: true }`). */
    advance(by: string | number | Body<typeof clock.advanceClock>): Promise<Advanced>
    /** What is due, in order. */
    events(query?: Query<typeof clock.listEvents>): Promise<Answer<typeof clock.listEvents>['events']>
  }
  readonly settings: {
    get(): Promise<Settings>
    change(changes: Body<typeof organisation.changeSettings>): Promise<Settings>
  }
  readonly esims: {
    /** Puts eSIMs into the account, with no bundle. */
    create(esim?: Body<typeof esims.createEsims>): Promise<ControlledEsim[]>
    /** Oldest first, those that the vendor API no longer shows too. */
    list(query?: Query<typeof esims.listEsims>): Promise<ControlledEsim[]>
    get(iccid: string): Promise<ControlledEsim>
    install(iccid: string, body?: Body<typeof esims.installEsim>): Promise<ControlledEsim>
    uninstall(iccid: string): Promise<ControlledEsim>
    /** To a country (`'FR'`), or as the control API says it. */
    attach(iccid: string, to: string | Body<typeof esims.attachEsim>): Promise<Answer<typeof esims.attachEsim>>
    use(iccid: string, amount: Body<typeof esims.useData>): Promise<Usage>
    setUsagePlan(iccid: string, plan: Body<typeof esims.setUsagePlan>): Promise<ControlledEsim>
    stopUsagePlan(iccid: string): Promise<void>
    /** Without a number, the one that the emulator has for it. */
    giveMsisdn(iccid: string, msisdn?: string): Promise<ControlledEsim>
    /** Texts to it are refused from then on. */
    removeMsisdn(iccid: string): Promise<void>
    /** Everything that happened to it, in order. */
    timeline(iccid: string): Promise<Answer<typeof accounts.getTimeline>['entries']>
  }
  /** As the vendor API lists them, newest first. */
  readonly orders: {
    list(query?: Query<typeof accounts.listOrders>): Promise<Answer<typeof accounts.listOrders>['orders']>
  }
  /** Every movement of money, and the orders that look placed twice. */
  ledger(query?: Query<typeof accounts.getLedger>): Promise<Answer<typeof accounts.getLedger>>
  /** Calls of whoever runs the server. */
  readonly organisations: {
    list(): Promise<Answer<typeof organisations.listOrganisations>['organisations']>
    create(
      organisation: Body<typeof organisations.createOrganisation>,
    ): Promise<Answer<typeof organisations.createOrganisation>>
    remove(apiKey: string): Promise<void>
  }
  /** The calls that were refused for their key, and why: of whoever runs the server, too. */
  readonly callers: {
    /** Newest first. */
    list(query?: Query<typeof callers.listCallers>): Promise<Answer<typeof callers.listCallers>['callers']>
    clear(): Promise<void>
  }
  readonly callbacks: {
    /** Newest first. With `wait`, once `count` of them have been tried. */
    list(query?: Query<typeof callbacks.listCallbacks>): Promise<DeliveredCallback[]>
    redeliver(id: number): Promise<DeliveredCallback>
    test(example: Body<typeof callbacks.testCallback>): Promise<DeliveredCallback>
    /** Whether a callback verifies as a receiver got it, and if not why, in one sentence. */
    explain(received: Body<typeof callbacks.explainCallback>): Promise<Answer<typeof callbacks.explainCallback>>
    clear(): Promise<void>
  }
  readonly faults: {
    add(fault: Body<typeof faults.addFault>): Promise<Answer<typeof faults.addFault>>
    list(): Promise<Answer<typeof faults.listFaults>['faults']>
    remove(id: number): Promise<void>
    clear(): Promise<void>
  }
  /** The journal of vendor calls. */
  readonly requests: {
    /** Newest first. */
    list(query?: Query<typeof requests.listRequests>): Promise<Answer<typeof requests.listRequests>['requests']>
    verify(expected: Body<typeof requests.verifyRequests>): Promise<Answer<typeof requests.verifyRequests>>
    clear(): Promise<void>
  }
  readonly snapshots: {
    take(name: string): Promise<Answer<typeof state.takeSnapshot>>
    list(): Promise<Answer<typeof state.listSnapshots>['snapshots']>
    restore(name: string): Promise<Answer<typeof state.restoreSnapshot>>
    remove(name: string): Promise<void>
  }
  /** Everything of the organisation as one document. */
  readonly state: {
    export(): Promise<Answer<typeof state.exportState>>
    import(document: Body<typeof state.importState>): Promise<Answer<typeof state.importState>>
  }
  readonly scenarios: {
    /** Those that `reset` knows by name. */
    list(): Promise<Answer<typeof scenarios.listScenarios>['scenarios']>
  }
  /** Makes the organisation as new. */
  reset(world?: Body<typeof state.reset>): Promise<Answer<typeof state.reset>>
  readonly sms: {
    list(query?: Query<typeof esims.listSms>): Promise<Answer<typeof esims.listSms>['messages']>
  }
}

/** The key of the default organisation, where none is configured. */
export const DEFAULT_API_KEY = 'test-key'

interface Given {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
}

export interface HandleOptions {
  /** Whether the first call of a key that the emulator does not know opens its organisation. Default true. */
  readonly opens?: boolean
}

/**
 * Makes the handle of an organisation; everything it does goes through the transport. Without a key it is that of the
 * emulator's default organisation.
 */
export function createHandle(
  transport: Transport,
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  { opens = true }: HandleOptions = {},
): OrganisationHandle {
  /** A call that looks opens no organisation, so the handle of a new key opens it and asks again. */
  async function call<O extends ControlOperation>(operation: O, given: Given = {}): Promise<Answer<O>> {
    try {
      return await send(operation, given)
    } catch (error) {
      if (!opens || !(error instanceof EmulatorError) || error.code !== 'organisation_not_found') throw error
      await send(organisation.changeSettings, { body: {} })
      return send(operation, given)
    }
  }

  async function send<O extends ControlOperation>(operation: O, given: Given = {}): Promise<Answer<O>> {
    const response = await transport(pathOf(operation, given), {
      method: operation.method,
      headers: {
        ...(apiKey === undefined ? {} : { 'X-API-Key': apiKey }),
        ...headers,
        ...(given.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    })
    const text = await response.text()
    if (!response.ok) throw errorOf(response.status, text)
    return (text === '' ? undefined : answerOf(response.status, text)) as Answer<O>
  }

  return {
    apiKey: apiKey ?? DEFAULT_API_KEY,
    clock: {
      get: () => call(clock.getClock),
      set: (changes) => call(clock.setClock, { body: changes }),
      advance: (by) => call(clock.advanceClock, { body: typeof by === 'object' ? by : { by } }),
      events: async (query) => (await call(clock.listEvents, { query })).events,
    },
    settings: {
      get: () => call(organisation.getSettings),
      change: (changes) => call(organisation.changeSettings, { body: changes }),
    },
    esims: {
      create: async (esim = {}) => (await call(esims.createEsims, { body: esim })).esims,
      list: async (query) => (await call(esims.listEsims, { query })).esims,
      get: (iccid) => call(esims.getEsim, { path: { iccid } }),
      install: (iccid, body = {}) => call(esims.installEsim, { path: { iccid }, body }),
      uninstall: (iccid) => call(esims.uninstallEsim, { path: { iccid }, body: {} }),
      attach: (iccid, to) =>
        call(esims.attachEsim, { path: { iccid }, body: typeof to === 'string' ? { country: to } : to }),
      use: (iccid, amount) => call(esims.useData, { path: { iccid }, body: amount }),
      setUsagePlan: (iccid, plan) => call(esims.setUsagePlan, { path: { iccid }, body: plan }),
      stopUsagePlan: (iccid) => call(esims.stopUsagePlan, { path: { iccid } }),
      giveMsisdn: (iccid, msisdn) =>
        call(esims.giveMsisdn, { path: { iccid }, body: msisdn === undefined ? {} : { msisdn } }),
      removeMsisdn: (iccid) => call(esims.removeMsisdn, { path: { iccid } }),
      timeline: async (iccid) => (await call(accounts.getTimeline, { path: { iccid } })).entries,
    },
    orders: { list: async (query) => (await call(accounts.listOrders, { query })).orders },
    ledger: (query) => call(accounts.getLedger, { query }),
    organisations: {
      list: async () => (await call(organisations.listOrganisations)).organisations,
      create: (organisation) => call(organisations.createOrganisation, { body: organisation }),
      remove: (apiKey) => call(organisations.removeOrganisation, { path: { apiKey } }),
    },
    callbacks: {
      list: async (query) => (await call(callbacks.listCallbacks, { query })).callbacks,
      redeliver: (id) => call(callbacks.redeliverCallback, { path: { id }, body: {} }),
      test: (example) => call(callbacks.testCallback, { body: example }),
      explain: (received) => call(callbacks.explainCallback, { body: received }),
      clear: () => call(callbacks.clearCallbacks),
    },
    faults: {
      add: (fault) => call(faults.addFault, { body: fault }),
      list: async () => (await call(faults.listFaults)).faults,
      remove: (id) => call(faults.removeFault, { path: { id } }),
      clear: () => call(faults.clearFaults),
    },
    requests: {
      list: async (query) => (await call(requests.listRequests, { query })).requests,
      verify: (expected) => call(requests.verifyRequests, { body: expected }),
      clear: () => call(requests.clearRequests),
    },
    callers: {
      list: async (query) => (await call(callers.listCallers, { query })).callers,
      clear: () => call(callers.clearCallers),
    },
    snapshots: {
      take: (name) => call(state.takeSnapshot, { body: { name } }),
      list: async () => (await call(state.listSnapshots)).snapshots,
      restore: (name) => call(state.restoreSnapshot, { path: { name }, body: {} }),
      remove: (name) => call(state.removeSnapshot, { path: { name } }),
    },
    state: {
      export: () => call(state.exportState),
      import: (document) => call(state.importState, { body: document }),
    },
    scenarios: { list: async () => (await call(scenarios.listScenarios)).scenarios },
    reset: (world = {}) => call(state.reset, { body: world }),
    sms: {
      list: async (query) => (await call(esims.listSms, { query })).messages,
    },
  }
}

function pathOf(operation: ControlOperation, { path = {}, query = {} }: Given): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${filled}?${search}` : filled
}
