import { formatInstant, type Instant } from '../domain/instant.ts'
import type { JsonSchema } from './json-schema.ts'
import { convert, keep, put, rename, type Step, sequence, within } from './reshape.ts'

/** The pieces that the vendor's documents are made of where they differ from what was observed. */

export const TEXT: JsonSchema = { type: 'string' }
const WHOLE: JsonSchema = { type: 'integer' }
const TEXTS: JsonSchema = { type: 'array', items: TEXT }
const COUNTRIES: JsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: { name: TEXT, region: TEXT, iso: TEXT },
    required: ['name', 'region', 'iso'],
    additionalProperties: false,
  },
}

/** Amounts in whole units, which a generated client reads into an integer. */
export const whole = (...names: readonly string[]): Step =>
  sequence(names.map((name) => convert<number>(name, (amount) => Math.round(amount), WHOLE)))

export const WHOLE_ORDER = sequence([
  whole('total', 'runningBalance'),
  within('order[]', whole('subTotal', 'pricePerUnit')),
])

/** The address as a URL: the vendor's examples have it so. */
export const WITH_SCHEME = convert<string>('smdpAddress', (host) => `http://${host}`, TEXT)

export const CAPITAL_STATE = convert<string>(
  'bundleState',
  (state) => state.charAt(0).toUpperCase() + state.slice(1),
  TEXT,
)

/** A bundle whose speeds are not known has a list of none. */
export const SPEED_LIST = convert<readonly string[] | null>('speed', (speeds) => speeds ?? [], TEXTS)

export const CREATE_DATE = rename('createdDate', 'createDate')

/** What an order of one eSIM says, by one of the vendor's examples. */
export const SINGULAR = convert<string>('statusMessage', (text) => text.replace(/: 1 eSIMs\b/, ': 1 eSIM'), TEXT)

export const ORDER_FIELDS = ['order', 'total', 'currency', 'status', 'statusMessage', 'orderReference', 'createDate']
export const LINE_FIELDS = ['type', 'item', 'quantity', 'subTotal', 'pricePerUnit']

/** A bundle as the detail of the catalogue has it in the document; the list has its groups, too. */
export const BUNDLE_FIELDS = [
  ...['name', 'description', 'countries', 'dataAmount', 'duration', 'speed', 'autostart', 'unlimited'],
  ...['roamingEnabled', 'price'],
]

const withoutNetworks = (name: string): Step =>
  convert<readonly { readonly country: unknown }[]>(name, (places) => places.map(({ country }) => country), COUNTRIES)

/** A catalogue detail with plain countries and one list of speeds, as the list has them. */
export const FLAT_BUNDLE = sequence([
  withoutNetworks('countries'),
  withoutNetworks('roamingEnabled'),
  convert<{ readonly speeds: readonly string[] }>('speed', ({ speeds }) => speeds, TEXTS),
  rename('group', 'groups'),
])

export const DETAIL_FIELDS = [
  ...['iccid', 'pin', 'puk', 'matchingId', 'smdpAddress', 'profileStatus', 'firstInstalledDateTime'],
  ...['appleInstallUrl', 'androidInstallUrl'],
]

export const INSTALLED_DATE = convert<Instant>('firstInstalledDateTime', formatInstant, TEXT)

/** Install details with all that the documents tell of an eSIM; and of a single one without a list around it. */
export const WHOLE_DETAILS: Step = (() => {
  const told = ['profileStatus', 'pin', 'puk'].map((name) => put(name, (_, known) => known[name], TEXT))
  const installed = put(
    'firstInstalledDateTime',
    (_, { firstInstalledAt: at }) => (typeof at === 'number' ? formatInstant(at) : undefined),
    TEXT,
  )
  const details = within('[]', ...told, installed, keep(...DETAIL_FIELDS))
  return {
    value: (wire, call) => {
      const list = details.value(wire, call)
      return Array.isArray(list) && list.length === 1 ? list[0] : list
    },
    schema: (schema) => {
      const list = details.schema(schema)
      const one = list.items as { readonly required: readonly string[] }
      const item = { ...one, required: one.required.filter((name) => name !== 'firstInstalledDateTime') }
      return { anyOf: [item, { ...list, items: item }] }
    },
  }
})()

/** The columns of the CSV that the document speaks of: ICCID, matching id and address, and a link that was asked for. */
export const documentedColumns = (csv: string): string =>
  csv
    .split('\n')
    .map((line) => line.split(',').filter((_, column) => column < 3 || column > 4))
    .map((cells) => cells.join(','))
    .join('\n')
