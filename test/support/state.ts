import { onTestFinished } from 'vitest'
import { DEFAULT_SETTINGS, type OrganisationSettings } from '../../src/domain/organisation.ts'
import { State, type Tenant } from '../../src/state/engine/state.ts'
import { createOrganisation } from '../../src/state/records/organisations.ts'

/** A state in memory with one organisation in it and no catalogue, closed when the test is over. */
export function openState(settings: Partial<OrganisationSettings> = {}): { state: State; tenant: Tenant } {
  const state = new State(undefined, {
    catalogue: {} as State['catalogue'],
    renderer: { renderBody: () => '{}', signBody: () => ({}) },
  })
  onTestFinished(() => state.close())
  return { state, tenant: addOrganisation(state, 'test-key', settings) }
}

/** Another organisation of the same state. */
export const addOrganisation = (state: State, apiKey: string, settings: Partial<OrganisationSettings> = {}): Tenant =>
  createOrganisation(state, {
    apiKey,
    profile: {} as never,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    currency: 'USD',
    balance: 1_000,
    testCredit: 0,
    testCreditExpiry: '',
    seed: 1,
    clock: { mode: 'manual', rate: 1, baseMs: 1_000, wallMs: 0 },
  })
