import { applyEvent } from '../clock/handlers.ts'
import type { ScenarioDocument } from '../contract/scenario/file.ts'
import type { Dialect } from '../domain/dialect.ts'
import { DomainError } from '../domain/errors.ts'
import { type Instant, parseInstant } from '../domain/instant.ts'
import type { MsisdnSetting } from '../domain/msisdn.ts'
import type { RealismMode } from '../domain/realism.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { chooseScenario } from '../fixtures/choose-scenario.ts'
import { isLarge, type Opening, openHidden, openOrganisation } from '../fixtures/open-organisation.ts'
import { findBuiltIn, type Scenario, scenarioOf } from '../fixtures/scenarios.ts'
import type { State, Tenant } from '../state/engine/state.ts'

/** The options of `createEmulator()` that say how organisations start. */
export interface StartOptions {
  /** The scenario that new organisations start in: a built-in one by its name, or one of your own. Default `fresh`. */
  readonly scenario?: string | ScenarioDocument
  /** The seed that all ids, names and codes follow from. Default 1. */
  readonly seed?: number
  /** The start of the clocks of new organisations, as RFC 3339. Default: 2026-01-01T00:00:00Z, or now when they run. */
  readonly start?: string
  /** Whether time stands until it is moved, or runs by itself: of every organisation, those of the file included. */
  readonly clock?: 'manual' | 'auto'
  /** How the clocks of new organisations run where neither `clock` nor the scenario says. Default `manual`. */
  readonly usualClock?: 'manual' | 'auto'
  /** How many emulated seconds pass in each real one while a clock runs: of every organisation. Default 1. */
  readonly rate?: number
  /** The URL that new organisations send callbacks to. Its host and port are trusted even where others can reach the emulator. */
  readonly callbackUrl?: string
  /** V3, signed, by default. */
  readonly callbackVersion?: 'V2' | 'V3'
  /** How new organisations are answered: as the service was seen to answer, or as its document says. Default `observed`. */
  readonly dialect?: Dialect
  /** Which eSIMs of new organisations have a telephone number, and can be texted, without being given one. Default `all`. */
  readonly msisdns?: MsisdnSetting
  /**
   * `production` gives new organisations the service's habits and bad days: limits, delays, 503s, declined cards. Default `test`.
   */
  readonly realism?: RealismMode
  /** Calls that each address is answered in a second, for each organisation; absent: no limit. */
  readonly rateLimit?: number
}

/** The start of one organisation, where it differs from that of the others. */
export interface StartState {
  /** A scenario, or the name of one. */
  readonly scenario?: string | ScenarioDocument | undefined
  readonly seed?: number | undefined
}

/** Opens organisations. Throws unknown_scenario and ScenarioError; then nothing is opened. */
export interface OrganisationOpener {
  /** Opens the organisation of a key. */
  readonly open: (apiKey: string, start?: StartState) => Tenant
  /**
   * Opens one whose world is large, hidden under another key, in several transactions: one up to each `yield`, in which steps
   * are done until `isEnough`. Undefined for a world that is not large.
   */
  readonly openHidden: (
    apiKey: string,
    start: StartState,
    as: { readonly hiddenKey: string; readonly isEnough: () => boolean },
  ) => Generator<undefined, Tenant> | undefined
}

export interface OpenerDependencies {
  readonly state: State
  readonly systemClock: SystemClock
  readonly options: StartOptions
  /** See `chooseStartScenario`. */
  readonly scenario: Scenario
}

/** Chooses the scenario of new organisations, with the options in its place. Throws TypeError and ScenarioError. */
export const chooseStartScenario = async (options: StartOptions): Promise<Scenario> =>
  withOptions(await chooseScenario(options.scenario), options)

/** Makes the opener of organisations: each starts in the emulator's scenario, or in the one that it names. */
export function createOrganisationOpener({
  state,
  systemClock,
  options,
  scenario,
}: OpenerDependencies): OrganisationOpener {
  const { usualClock = 'manual' } = options
  const named = (name: string | undefined): Scenario | undefined =>
    name === undefined || name === scenario.name ? scenario : findBuiltIn(name)
  const openingOf = (apiKey: string, start: StartState): Opening => {
    const found = typeof start.scenario === 'object' ? scenarioOf(start.scenario) : named(start.scenario)
    if (!found) throw new DomainError('unknown_scenario', { name: String(start.scenario) })
    const chosen = withOptions(found, { ...options, ...(start.seed === undefined ? {} : { seed: start.seed }) })
    return {
      apiKey,
      scenario: chosen,
      seed: start.seed ?? 1,
      present: startInstant(chosen.clock?.mode ?? usualClock, systemClock),
      applyEvent,
      clock: { mode: usualClock, rate: 1, wallMs: systemClock.now() },
      settings: settingsOf(options),
    }
  }
  return {
    open: (apiKey, start = {}) => openOrganisation(state, openingOf(apiKey, start)),
    openHidden: (apiKey, start, as) => {
      const opening = openingOf(apiKey, start)
      return isLarge(opening.scenario) ? openHidden(state, opening, as) : undefined
    },
  }
}

/** A scenario whose seed and clock are those of the options, where these say. */
function withOptions(scenario: Scenario, { seed, start, clock: mode, rate }: StartOptions): Scenario {
  const clock = withoutUndefined({ now: start, mode, rate })
  return { ...scenario, ...(seed === undefined ? {} : { seed }), clock: { ...scenario.clock, ...clock } }
}

/** The settings of new organisations that the options say. */
const settingsOf = ({ callbackUrl, rateLimit, callbackVersion, dialect, msisdns, realism }: StartOptions) =>
  withoutUndefined({ callbackUrl, rateLimit, callbackVersion, dialect, msisdns, realism })

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

const withoutUndefined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>

const MANUAL_START = '2026-01-01T00:00:00Z'

/** The start of a scenario that has none of its own: the same instant in every test, or now when the clock runs. */
const startInstant = (mode: 'manual' | 'auto', systemClock: SystemClock): Instant =>
  mode === 'auto' ? systemClock.now() : (parseInstant(MANUAL_START) as Instant)
