import * as z from 'zod'
import { toWireNumber } from '../domain/money.ts'
import {
  type Organisation as DomainOrganisation,
  MINIMUM_TOP_UP,
  type OrganisationProfile,
} from '../domain/organisation.ts'
import { Country } from './catalogue.ts'
import { failsWhenAbsent, failsWith, numberText, pathField } from './fields.ts'
import { operation } from './operation.ts'
import { Money, Timestamp } from './scalars.ts'

export const User = z.object({
  firstName: z.string(),
  lastName: z.string(),
  role: z.string(),
  emailAddress: z.string(),
  phoneNumber: z.string(),
  timeZone: z.string(),
})

export const Organisation = z.object({
  name: z.string(),
  apiKey: z.string(),
  taxLiable: z.string(),
  addr1: z.string(),
  addr2: z.string(),
  city: z.string(),
  country: z.string(),
  postcode: z.string(),
  callbackUrl: z.string(),
  notes: z.string(),
  groups: z.array(z.string()),
  currency: z.string(),
  balance: Money.meta({ description: 'What can be spent, test credit included.' }),
  testCredit: Money,
  testCreditExpiry: Timestamp,
  businessType: z.string(),
  website: z.string(),
  productDescription: z.string(),
  users: z.array(User),
})

export const Group = z.object({ name: z.string(), priceListUrl: z.string(), desc: z.string(), icon: z.string() })

/** The bundle groups of the standard tier, in the service's order (recorded catalogue). */
const STANDARD_GROUPS: readonly string[] = [
  'Standard Fixed',
  'Standard Long Duration',
  'Standard Unlimited Lite',
  'Standard Unlimited Essential',
  'Standard Unlimited Plus',
]

/** The groups of a catalogue in the order of lists: those of the standard tier first. */
const orderGroups = (groups: readonly string[]): string[] => [
  ...STANDARD_GROUPS.filter((name) => groups.includes(name)),
  ...groups.filter((name) => !STANDARD_GROUPS.includes(name)),
]

export const getOrganisation = operation({
  operationId: 'getOrganisation',
  tag: 'Organisation',
  method: 'GET',
  path: '/organisation',
  summary: 'Get the organisation, its balance and its users',
  answer: z.object({ organisations: z.array(Organisation) }),
})

export const topUpBalance = operation({
  operationId: 'topUpBalance',
  tag: 'Organisation',
  method: 'POST',
  path: '/organisation/balance',
  summary: 'Top the balance up from the stored card',
  description:
    'At least 1000, and at most 5000 a day (UTC). Assumption (topup-card): a card is stored and nothing is declined, until the setting `card` says otherwise.',
  queryFields: z.object({
    amount: numberText(
      z.int(failsWhenAbsent('missing_parameter')).min(toWireNumber(MINIMUM_TOP_UP), failsWith('minimum_top_up')),
    ).meta({ description: 'Whole units of the currency.' }),
  }),
  answer: z.object({ amount: Money, balance: Money, ref: z.int() }),
  errors: [400, 403, 429, 500, 503],
  example: { query: { amount: '1000' }, answer: { amount: 1000, balance: 1998.83, ref: 104_233 } },
})

export const listGroups = operation({
  operationId: 'listGroups',
  tag: 'Organisation',
  method: 'GET',
  path: '/organisation/groups',
  summary: 'List the groups of bundles that can be ordered',
  answer: z.object({ groups: z.array(Group) }),
  example: { answer: { groups: [{ name: 'Standard Fixed', priceListUrl: '', desc: '', icon: '' }] } },
})

export const listGroupCountries = operation({
  operationId: 'listGroupCountries',
  tag: 'Organisation',
  method: 'GET',
  path: '/organisation/groups/{group}/countries',
  summary: 'List the countries that a group has bundles for',
  description:
    'Assumption (version-group-countries-form): countries as the catalogue has them, in the order of their codes.',
  until: '2.1',
  pathFields: z.object({ group: pathField(z.string()) }),
  answer: z.object({ countries: z.array(Country) }),
})

/** `groups` are those of its catalogue. */
export const presentOrganisation = (
  organisation: DomainOrganisation,
  groups: readonly string[],
): z.infer<typeof Organisation> => {
  const { profile } = organisation
  return {
    name: profile.name,
    apiKey: organisation.apiKey,
    taxLiable: profile.taxLiable,
    addr1: profile.addr1,
    addr2: profile.addr2,
    city: profile.city,
    country: profile.country,
    postcode: profile.postcode,
    callbackUrl: organisation.settings.callbackUrl,
    notes: profile.notes,
    groups: presentGroups(profile, groups).map(({ name }) => name),
    currency: organisation.currency,
    balance: toWireNumber(organisation.balance),
    testCredit: toWireNumber(organisation.testCredit),
    // With a time, since a Go client parses it as RFC 3339, where a date alone is an error.
    testCreditExpiry: `${organisation.testCreditExpiry}T00:00:00Z`,
    businessType: profile.businessType,
    website: profile.website,
    productDescription: profile.productDescription,
    users: [...profile.users],
  }
}

/** The groups of an organisation: its own, or those of its catalogue. */
export const presentGroups = (
  { groups }: Pick<OrganisationProfile, 'groups'>,
  ofCatalogue: readonly string[],
): z.infer<typeof Group>[] =>
  groups?.map((group) => ({ ...group })) ??
  orderGroups(ofCatalogue).map((name) => ({ name, priceListUrl: '', desc: '', icon: '' }))
