import type { Answer } from '../api.ts'
import type { World } from '../example-calls.ts'

/** Operations that name nothing that another organisation has: with any key they succeed, and tell of its own. */
export const NAMES_NOTHING_OF_THE_OTHER = new Set([
  'describeApi',
  'listCatalogue',
  'listPrices',
  'getCatalogueBundle',
  'listNetworks',
  'getOrganisation',
  'topUpBalance',
  'listGroups',
  'listGroupCountries',
  'listOrders',
  'listInventory',
  'listEsims',
])

/** The law of secrets: no answer to another key contains what an organisation alone knows. Returns what was told. */
export const findLeaks = ({ text }: Pick<Answer, 'text'>, { secrets }: Pick<World, 'secrets'>): string[] =>
  secrets.filter((secret) => text.includes(secret)).map((secret) => `tells ${secret} of another organisation`)
