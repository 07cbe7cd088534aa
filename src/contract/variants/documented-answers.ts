import { formatInstant, type Instant } from '../../domain/instant.ts'
import { APPLIED } from '../esim-bundles.ts'
import type { JsonSchema } from '../json-schema.ts'
import { convert, keep, mapEnum, put, rename, sequence, type Transform, within } from './transform.ts'

/** Answers as the vendor's documents describe them, in pieces that rows share. */

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

/** Rounds amounts to whole units: the document has integers, and a generated client reads nothing else. */
export const whole = (...names: readonly string[]): Transform =>
  sequence(names.map((name) => convert<number>(name, (amount) => Math.round(amount), WHOLE)))

export const WHOLE_ORDER = sequence([
  whole('total', 'runningBalance'),
  within('order[]', whole('subTotal', 'pricePerUnit')),
])

/** The SM-DP+ address as a URL, as in the vendor's examples. */
const withScheme = (host: string): string => `http://${host}`
export const WITH_SCHEME = convert<string>('smdpAddress', withScheme, TEXT)

/** The document knows six states; its later edition adds this one. */
const lapsedAsExpired = (state: string): string => (state === 'lapsed' ? 'expired' : state)
export const LAPSED_AS_EXPIRED = convert<string>('bundleState', lapsedAsExpired, mapEnum(lapsedAsExpired))

const capital = (state: string): string => state.charAt(0).toUpperCase() + state.slice(1)
export const CAPITAL_STATE = convert<string>('bundleState', capital, mapEnum(capital))

/** An empty list for a bundle whose speeds are not known. */
export const SPEED_LIST = convert<readonly string[] | null>('speed', (speeds) => speeds ?? [], TEXTS)

export const CREATE_DATE = rename('createdDate', 'createDate')

/** The status of an applied bundle, as in the vendor's document. */
export const APPLIED_AS_ACTIVE = convert<string>('status', (text) => (text === APPLIED ? 'ACTIVE' : text), TEXT)

/** `1 eSIM` in the status message of an order for one, as in one of the vendor's examples. */
export const SINGULAR = convert<string>('statusMessage', (text) => text.replace(/: 1 eSIMs\b/, ': 1 eSIM'), TEXT)

/** Fields in the order of the document's examples; those that only its text promises come last. */
export const ORDER_FIELDS = ['order', 'total', 'currency', 'status', 'statusMessage', 'orderReference', 'createDate']
export const LINE_FIELDS = ['type', 'item', 'quantity', 'subTotal', 'pricePerUnit']
export const LINE_ESIMS = ['iccids', 'esims']
export const HISTORY_FIELDS = ['name', 'bundle', 'date', 'bundleState', 'alertType']

/** A bundle as the detail of the catalogue has it; the list has its groups, too. */
export const BUNDLE_FIELDS = [
  ...['name', 'description', 'countries', 'dataAmount', 'duration', 'speed', 'autostart', 'unlimited'],
  ...['roamingEnabled', 'price'],
]
const [NAME, DESCRIPTION, ...OTHER_BUNDLE_FIELDS] = BUNDLE_FIELDS as [string, string, ...string[]]
export const LISTED_BUNDLE_FIELDS = [NAME, DESCRIPTION, 'groups', ...OTHER_BUNDLE_FIELDS]

/** An assignment in the order of the document's example, which has its state before its date. */
export const ASSIGNMENT_ORDER = keep(
  ...['id', 'callTypeGroup', 'initialQuantity', 'remainingQuantity', 'startTime', 'endTime', 'bundleState'],
  ...['assignmentDateTime', 'assignmentReference', 'unlimited'],
)

/** The item of an order line, which the document shows in each; a top-up has none. */
export const LINE_ITEM = put('item', ({ item }) => item ?? '', TEXT)

const withoutNetworks = (name: string): Transform =>
  convert<readonly { readonly country: unknown }[]>(name, (places) => places.map(({ country }) => country), COUNTRIES)

/** A catalogue detail with plain countries and one list of speeds, as the list has them. */
export const FLAT_BUNDLE = sequence([
  withoutNetworks('countries'),
  withoutNetworks('roamingEnabled'),
  convert<{ readonly speeds: readonly string[] }>('speed', ({ speeds }) => speeds, TEXTS),
  rename('group', 'groups'),
])

export const DETAIL_FIELDS = [
  ...['iccid', 'matchingId', 'smdpAddress', 'profileStatus', 'pin', 'puk', 'firstInstalledDateTime'],
  ...['appleInstallUrl', 'androidInstallUrl'],
]

/** The first installation as RFC 3339. Assumption (dialect-not-installed): null before it, as in the observed dialect. */
const installedDate = (at: unknown): string | null => (typeof at === 'number' ? formatInstant(at) : null)
const DATE_OR_NULL: JsonSchema = { anyOf: [TEXT, { type: 'null' }] }

export const INSTALLED_DATE = convert<Instant | null>('firstInstalledDateTime', installedDate, DATE_OR_NULL)

/** Install details with state, PIN, PUK and date of installation. Those of one eSIM have no list around them. */
export const WHOLE_DETAILS: Transform = (() => {
  const shown = ['profileStatus', 'pin', 'puk'].map((name) => put(name, (_, hidden) => hidden[name], TEXT))
  const installed = put('firstInstalledDateTime', (_, hidden) => installedDate(hidden.firstInstalledAt), DATE_OR_NULL)
  const details = within('[]', ...shown, installed, keep(...DETAIL_FIELDS))
  return {
    value: (wire, call) => {
      const list = details.value(wire, call)
      return Array.isArray(list) && list.length === 1 ? list[0] : list
    },
    schema: (schema) => {
      const list = details.schema(schema)
      return { anyOf: [list.items, list] }
    },
  }
})()

/**
 * The install details as CSV with the columns that the document speaks of: ICCID, matching id and address, which has its
 * scheme as in JSON, and a link that was asked for.
 * Assumption (dialect-csv-columns): in the order and under the titles of the observed CSV.
 */
export const documentedColumns = (csv: string): string =>
  csv
    .split('\n')
    .map((line, row) => {
      const [iccid, matchingId, host, , , ...links] = line.split(',')
      if (host === undefined) return line
      return [iccid, matchingId, row === 0 ? host : withScheme(host), ...links].join()
    })
    .join('\n')
