import type * as z from 'zod'
import type * as accounts from '../contract/control/accounts.ts'
import type * as bulk from '../contract/control/bulk.ts'
import type * as callbacks from '../contract/control/callbacks.ts'
import type * as callers from '../contract/control/callers.ts'
import type * as catalogue from '../contract/control/catalogue.ts'
import type * as clock from '../contract/control/clock.ts'
import type * as esims from '../contract/control/esims.ts'
import type * as faults from '../contract/control/faults.ts'
import type { ControlOperation } from '../contract/control/operation.ts'
import type * as organisation from '../contract/control/organisation.ts'
import type * as organisations from '../contract/control/organisations.ts'
import type * as requests from '../contract/control/requests.ts'
import type * as state from '../contract/control/state.ts'
import type * as statement from '../contract/control/statement.ts'
import type * as story from '../contract/control/story.ts'
import { type Named, operations } from './operations.ts'

type Body<O extends ControlOperation> = z.input<NonNullable<O['body']>>
type Query<O extends ControlOperation> = z.input<O['queryFields']>
type Answer<O extends ControlOperation> = z.output<O['answer']>

export type Advanced = Answer<typeof clock.advanceClock>
export type BulkResult = Answer<typeof bulk.actOnEsims>
export type ClockReading = Answer<typeof clock.getClock>
export type ControlledEsim = Answer<typeof esims.installEsim>
export type DeliveredCallback = Answer<typeof callbacks.redeliverCallback>
export type Settings = Answer<typeof organisation.getSettings>
export type Usage = Answer<typeof esims.useData>

/** The parameters and the body of one control call. */
export interface CallInput {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
}

/** Makes a control call and returns its answer. Throws EmulatorError. */
export type Call = <O extends ControlOperation>(operation: O, input?: CallInput) => Promise<Answer<O>>

/** The same of an operation that may not have been loaded yet. */
export type NamedCall = <O extends ControlOperation>(named: Named<O>, input?: CallInput) => Promise<Answer<O>>

/**
 * Lists the calls of a handle, each once: a new operation of the control API gets its line here, and `OrganisationHandle`
 * follows. Parameters and answers are those of the contract.
 */
export const createCalls = (call: NamedCall) =>
  ({
    clock: {
      get: (): Promise<ClockReading> => call(operations.clock.getClock),
      /** Stops the clock, lets it run, or sets it forward. */
      set: (changes: Body<typeof clock.setClock>): Promise<ClockReading> =>
        call(operations.clock.setClock, { body: changes }),
      /** Moves the clock by a duration (`'8d'`), or as the control API says it (`{ toNextEvent: true }`). */
      advance: (by: string | number | Body<typeof clock.advanceClock>): Promise<Advanced> =>
        call(operations.clock.advanceClock, { body: typeof by === 'object' ? by : { by } }),
      /** Reads what the last advance did; null after it was dismissed or undone. */
      report: async () => (await call(operations.advanceReport.getAdvanceReport)).report,
      dismissReport: (): Promise<undefined> => call(operations.advanceReport.dismissAdvanceReport),
      /** Lists the events that are due, in order. */
      events: async (query?: Query<typeof clock.listEvents>) =>
        (await call(operations.clock.listEvents, { query })).events,
    },
    settings: {
      get: (): Promise<Settings> => call(operations.organisation.getSettings),
      change: (changes: Body<typeof organisation.changeSettings>): Promise<Settings> =>
        call(operations.organisation.changeSettings, { body: changes }),
      /** Gives the organisation another API key, which this handle then uses. The one that it had is refused. */
      rotateKey: async (apiKey?: string): Promise<string> =>
        (await call(operations.organisation.rotateApiKey, { body: { apiKey } })).apiKey,
    },
    esims: {
      /** Puts eSIMs into the account, with no bundle. */
      create: async (esim: Body<typeof esims.createEsims> = {}): Promise<ControlledEsim[]> =>
        (await call(operations.esims.createEsims, { body: esim })).esims,
      /** Lists eSIMs, oldest first, including those that the vendor API no longer shows. */
      list: async (query?: Query<typeof esims.listEsims>): Promise<ControlledEsim[]> =>
        (await call(operations.esims.listEsims, { query })).esims,
      get: (iccid: string): Promise<ControlledEsim> => call(operations.esims.getEsim, { path: { iccid } }),
      install: (iccid: string, body: Body<typeof esims.installEsim> = {}): Promise<ControlledEsim> =>
        call(operations.esims.installEsim, { path: { iccid }, body }),
      uninstall: (iccid: string): Promise<ControlledEsim> =>
        call(operations.esims.uninstallEsim, { path: { iccid }, body: {} }),
      /** Attaches an eSIM in a country (`'FR'`), or as the control API says it. */
      attach: (iccid: string, to: string | Body<typeof esims.attachEsim>) =>
        call(operations.esims.attachEsim, { path: { iccid }, body: typeof to === 'string' ? { country: to } : to }),
      use: (iccid: string, amount: Body<typeof esims.useData>): Promise<Usage> =>
        call(operations.esims.useData, { path: { iccid }, body: amount }),
      setUsagePlan: (iccid: string, plan: Body<typeof esims.setUsagePlan>): Promise<ControlledEsim> =>
        call(operations.esims.setUsagePlan, { path: { iccid }, body: plan }),
      stopUsagePlan: (iccid: string): Promise<void> => call(operations.esims.stopUsagePlan, { path: { iccid } }),
      /** Gives an eSIM a telephone number: without one, the number that the emulator has for it. */
      giveMsisdn: (iccid: string, msisdn?: string): Promise<ControlledEsim> =>
        call(operations.esims.giveMsisdn, { path: { iccid }, body: msisdn === undefined ? {} : { msisdn } }),
      /** Takes the telephone number away: texts to the eSIM are refused from then on. */
      removeMsisdn: (iccid: string): Promise<void> => call(operations.esims.removeMsisdn, { path: { iccid } }),
      /** Does the same to all eSIMs that match: `{ match: { bundle }, acts: [{ install: {} }, { attach: { country } }] }`. */
      bulk: (acts: Body<typeof bulk.actOnEsims>): Promise<BulkResult> =>
        call(operations.bulk.actOnEsims, { body: acts }),
      /** Lists everything that happened to an eSIM, in order. */
      timeline: async (iccid: string) => (await call(operations.accounts.getTimeline, { path: { iccid } })).entries,
    },
    /** Lists the differences of the organisation's catalogue from the emulator's. */
    catalogue: {
      /** Lists the changes in force, then those to come. */
      changes: async () => (await call(operations.catalogue.listCatalogueChanges)).changes,
      /** Changes fields of a bundle, or adds one: at once, or `at` a time. */
      change: (bundle: string, fields: Body<typeof catalogue.changeBundle>) =>
        call(operations.catalogue.changeBundle, { path: { bundle }, body: fields }),
      /** Takes a bundle from sale: at once, or `at` a time. */
      withdraw: (bundle: string, query?: Query<typeof catalogue.withdrawBundle>) =>
        call(operations.catalogue.withdrawBundle, { path: { bundle }, query }),
      /** Makes the catalogue the emulator's own again, or one bundle of it. */
      reset: (bundle?: string) =>
        call(operations.catalogue.resetCatalogue, { body: bundle === undefined ? {} : { bundle } }),
    },
    orders: {
      /** Lists orders as the vendor API does, newest first. */
      list: async (query?: Query<typeof accounts.listOrders>) =>
        (await call(operations.accounts.listOrders, { query })).orders,
      /** Gets an order with what became of it: its eSIMs, units in the inventory and callbacks. */
      get: (reference: string, query?: Query<typeof statement.getOrder>) =>
        call(operations.statement.getOrder, { path: { reference }, query }),
    },
    /** Lists orders, refunds, top-ups and refused orders, newest first, with the sums of their days. */
    statement: (query?: Query<typeof statement.getStatement>) => call(operations.statement.getStatement, { query }),
    /** Lists the purchases in the inventory. */
    inventory: (query?: Query<typeof statement.getInventory>) => call(operations.statement.getInventory, { query }),
    /** Lists every movement of money, and the orders that look placed twice. */
    ledger: (query?: Query<typeof accounts.getLedger>) => call(operations.accounts.getLedger, { query }),
    /** Server-scope calls: where the server has a control token, they require it. */
    organisations: {
      /** Lists organisations, oldest first: 1000 unless `limit` says otherwise, those `after` a key. */
      list: async (query?: Query<typeof organisations.listOrganisations>) =>
        (await call(operations.organisations.listOrganisations, { query })).organisations,
      create: (settings: Body<typeof organisations.createOrganisation>) =>
        call(operations.organisations.createOrganisation, { body: settings }),
      remove: (apiKey: string): Promise<void> =>
        call(operations.organisations.removeOrganisation, { path: { apiKey } }),
    },
    /** The calls that were refused for their key, and why. Server-scope calls, as `organisations`. */
    callers: {
      /** Lists refused calls, newest first. */
      list: async (query?: Query<typeof callers.listCallers>) =>
        (await call(operations.callers.listCallers, { query })).callers,
      clear: (): Promise<void> => call(operations.callers.clearCallers),
    },
    callbacks: {
      /** Lists callbacks, newest first. With `wait`, answers once `count` of them have been tried. */
      list: async (query?: Query<typeof callbacks.listCallbacks>): Promise<DeliveredCallback[]> =>
        (await call(operations.callbacks.listCallbacks, { query })).callbacks,
      /** Sends those that failed again. */
      redeliverFailed: () => call(operations.callbacks.redeliverCallbacks, { body: { status: 'failed' } }),
      /** Sends those that match again: `{ bundle: 'esim_1GB_7D_FR_V2', status: 'failed' }`. */
      redeliverMatching: (match: Body<typeof callbacks.redeliverCallbacks>) =>
        call(operations.callbacks.redeliverCallbacks, { body: match }),
      redeliver: (id: number): Promise<DeliveredCallback> =>
        call(operations.callbacks.redeliverCallback, { path: { id }, body: {} }),
      test: (example: Body<typeof callbacks.testCallback>): Promise<DeliveredCallback> =>
        call(operations.callbacks.testCallback, { body: example }),
      /** Says whether a callback verifies as a receiver got it, and if not why, in one sentence. */
      explain: (received: Body<typeof callbacks.explainCallback>) =>
        call(operations.callbacks.explainCallback, { body: received }),
      /** Compares the signature that a receiver computed of a callback, and says which mistake makes it. */
      compare: (id: number, computed: Body<typeof callbacks.compareCallback>) =>
        call(operations.callbacks.compareCallback, { path: { id }, body: computed }),
      clear: (): Promise<void> => call(operations.callbacks.clearCallbacks),
    },
    faults: {
      add: (fault: Body<typeof faults.addFault>) => call(operations.faults.addFault, { body: fault }),
      list: async () => (await call(operations.faults.listFaults)).faults,
      /** Enables or disables a fault, which keeps its place and its counts. */
      change: (id: number, changes: Body<typeof faults.changeFault>) =>
        call(operations.faults.changeFault, { path: { id }, body: changes }),
      remove: (id: number): Promise<void> => call(operations.faults.removeFault, { path: { id } }),
      clear: (): Promise<void> => call(operations.faults.clearFaults),
    },
    /** The journal of vendor calls. */
    requests: {
      /** Lists recorded calls, newest first. */
      list: async (query?: Query<typeof requests.listRequests>) =>
        (await call(operations.requests.listRequests, { query })).requests,
      /** Reads one call, and the order, fault and callbacks that it is linked with. */
      get: (id: number) => call(operations.requests.getRequest, { path: { id } }),
      /** Makes a call again: it has its effects once more. Tells where its answer differs. */
      resend: (id: number) => call(operations.requests.resendRequest, { path: { id }, body: {} }),
      verify: (expected: Body<typeof requests.verifyRequests>) =>
        call(operations.requests.verifyRequests, { body: expected }),
      clear: (): Promise<void> => call(operations.requests.clearRequests),
    },
    snapshots: {
      take: (name: string) => call(operations.state.takeSnapshot, { body: { name } }),
      list: async () => (await call(operations.state.listSnapshots)).snapshots,
      restore: (name: string) => call(operations.state.restoreSnapshot, { path: { name }, body: {} }),
      remove: (name: string): Promise<void> => call(operations.state.removeSnapshot, { path: { name } }),
    },
    /** The whole organisation as one document. */
    state: {
      export: () => call(operations.state.exportState),
      import: (document: Body<typeof state.importState>) => call(operations.state.importState, { body: document }),
    },
    scenarios: {
      /** Lists the scenarios that `reset` knows by name. */
      list: async () => (await call(operations.scenarios.listScenarios)).scenarios,
    },
    /** A scenario whose steps are played one by one. */
    story: {
      /** Reads the story that is played; null where there is none. */
      get: async () => (await call(operations.story.getStory)).story,
      /** Resets the organisation to a scenario, and plays nothing of it yet. */
      start: (scenario: Body<typeof story.startStory>) => call(operations.story.startStory, { body: scenario }),
      /** Plays the next step, so many (`{ steps: 3 }`), or all that are left (`{ toEnd: true }`). */
      play: (how: Body<typeof story.playStory> = {}) => call(operations.story.playStory, { body: how }),
      stop: (): Promise<void> => call(operations.story.stopStory),
    },
    /** Resets the organisation to the start of its scenario, or of the one given. */
    reset: (world: Body<typeof state.reset> = {}) => call(operations.state.reset, { body: world }),
    sms: {
      /** Lists text messages, newest first. */
      list: async (query?: Query<typeof esims.listSms>) => (await call(operations.esims.listSms, { query })).messages,
    },
  }) as const
