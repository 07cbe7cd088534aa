import type { AlertType } from '../../domain/callback.ts'
import { formatShortDuration } from '../../domain/duration.ts'
import type { CallbackFault, CallFault, CallMatch, Fault, FaultPhase, FaultRule } from '../../domain/fault.ts'
import { formatInstant } from '../../domain/instant.ts'

/** The words for calls or callbacks in a sentence: one of them, and several. */
type Noun = readonly [one: string, many: string]

const get = (what: string): Noun => [`GET of ${what}`, `GETs of ${what}`]
const of = (act: string, acts: string, one: string, many: string): Noun => [`${act} of ${one}`, `${acts} of ${many}`]

/** The nouns of the vendor's operations, by their ids. */
const CALLS: Readonly<Record<string, Noun>> = {
  describeApi: get('the list of the API'),
  listCatalogue: get('the catalogue'),
  getCatalogueBundle: get('a bundle of the catalogue'),
  listPrices: get('the prices of use'),
  listNetworks: get('networks'),
  getOrganisation: get('the organisation'),
  topUpBalance: ['top-up', 'top-ups'],
  listGroups: get('bundle groups'),
  listGroupCountries: get('the countries of a group'),
  listOrders: get('the list of orders'),
  createOrder: ['order', 'orders'],
  getOrder: get('an order'),
  listInventory: get('the inventory'),
  refundInventory: ['refund from the inventory', 'refunds from the inventory'],
  listEsims: get('the list of eSIMs'),
  updateEsim: of('update', 'updates', 'an eSIM', 'eSIMs'),
  applyBundles: ['apply from the inventory', 'applies from the inventory'],
  getInstallDetails: get('install details'),
  getInstallDetailsByPath: get('the install details of an order'),
  getInstallCsv: get('install details as CSV'),
  getQrCodes: get('the QR codes of an order'),
  getQrCode: get('a QR code by its matching id'),
  getEsimQrCode: get('the QR code of an eSIM'),
  deleteEsim: of('deletion', 'deletions', 'an eSIM', 'eSIMs'),
  getEsim: get('an eSIM'),
  listEsimBundles: get('the bundles of an eSIM'),
  applyBundleToEsim: ['apply to an eSIM', 'applies to eSIMs'],
  revokeBundle: of('revoke', 'revokes', 'a bundle', 'bundles'),
  getBundleStatus: get('a bundle of an eSIM'),
  revokeApplication: of('revoke', 'revokes', 'an application', 'applications'),
  revokeAssignment: of('revoke', 'revokes', 'an assignment', 'assignments'),
  checkCompatibility: get('the compatibility of a bundle'),
  listHistory: get('the history of an eSIM'),
  getLocation: get('the location of an eSIM'),
  refreshEsim: of('refresh', 'refreshes', 'an eSIM', 'eSIMs'),
  sendSms: ['text message to an eSIM', 'text messages to eSIMs'],
  getSuspension: get('the suspension of an eSIM'),
  setSuspension: of('suspension', 'suspensions', 'an eSIM', 'eSIMs'),
}

const CALLBACKS: Readonly<Record<AlertType, string>> = {
  FirstAttachment: 'a first attachment',
  FirstUse: 'a first use',
  Utilisation: 'usage',
  LowBalance: 'a low balance',
  InsufficientBalance: 'an insufficient balance',
  Topup: 'a top-up',
  AutoTopup: 'an automatic top-up',
  eSIMGoTopup: 'a top-up by eSIM Go',
  'esim.deletion_scheduled': 'a scheduled deletion',
  'esim.deleted': 'a deletion',
}

/** Names the calls of an operation, for a sentence and for a choice: `order` and `orders`. */
export const nounOfOperation = (operationId: string): Noun =>
  CALLS[operationId] ?? [`call of ${operationId}`, `calls of ${operationId}`]

/** Names the callbacks of a type: `callback of usage` and `callbacks of usage`. */
export const nounOfCallbacks = (match: AlertType | '*'): Noun =>
  match === '*' ? ['callback', 'callbacks'] : [`callback of ${CALLBACKS[match]}`, `callbacks of ${CALLBACKS[match]}`]

function nounOfCalls({ operationId, method, path }: CallMatch): Noun {
  const written = [method?.toUpperCase(), path].filter((part) => part !== undefined).join(' ')
  if (operationId === undefined) {
    if (path !== undefined) return [`call of ${written}`, `calls of ${written}`]
    return written === '' ? ['call', 'calls'] : [`${written} call`, `${written} calls`]
  }
  const [one, many] = nounOfOperation(operationId)
  return written === '' ? [one, many] : [`${one} (${written})`, `${many} (${written})`]
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const inWords = (count: number): string => NUMBERS[count] ?? String(count)

/** `1h30m` as `1 h 30 min`. */
const durationText = (milliseconds: number): string =>
  formatShortDuration(milliseconds)
    .replace(/(\d+)(ms|[dhms])/g, (_, amount, unit) => `${amount} ${unit === 'm' ? 'min' : unit} `)
    .trim()

/** The calls or callbacks that a rule is still injected into, and whether they are several. */
function targetOf(
  { times, probability = 1 }: FaultRule,
  left: number | undefined,
  [one, many]: Noun,
): { readonly text: string; readonly isMany: boolean } {
  if (probability < 1) return { text: `${Number((probability * 100).toPrecision(4))}% of ${many}`, isMany: true }
  if (left === undefined) return { text: `every ${one}`, isMany: false }
  // Used up: the sentence says what the rule has done.
  const count = left === 0 ? (times ?? 0) : left
  const next = left === 0 ? '' : 'the next '
  if (count === 1) return { text: next === '' ? `one ${one}` : `${next}${one}`, isMany: false }
  return { text: `${next}${inWords(count)} ${many}`, isMany: true }
}

/** The effect on calls, up to what the phase adds. */
function effectOnCalls(fault: CallFault, target: string): string {
  switch (fault.type) {
    case 'status': {
      const own = [
        ...(fault.body === undefined ? [] : ['a body of its own']),
        ...(Object.keys(fault.headers ?? {}).length > 0 ? ['headers of its own'] : []),
      ]
      return `Answers ${fault.status}${own.length > 0 ? ` with ${own.join(' and ')}` : ''} to ${target}`
    }
    case 'delay':
      return `Delays ${target} by ${durationText(fault.delayMs)}`
    case 'timeout':
      return `Leaves ${target} without an answer`
    case 'reset':
      return `Breaks the connection of ${target}`
    case 'malformed':
      return `Cuts the answer to ${target} in half`
  }
}

function effectOnCallbacks(fault: CallbackFault, target: string): string {
  switch (fault.type) {
    case 'drop':
      return `Does not send ${target}`
    case 'duplicate':
      return `Sends ${target} ${fault.count === 1 ? 'twice' : `${inWords(fault.count + 1)} times`}`
    case 'delay':
      return `Sends ${target} ${durationText(fault.delayMs)} late`
    case 'reorder':
      return `Sends ${target} after the next callback of the same eSIM`
    case 'bad-signature':
      return `Sends ${target} with a wrong signature`
  }
}

function afterwards(phase: FaultPhase, { operationId }: CallMatch, isMany: boolean): string {
  if (phase === 'before') return ''
  const done = operationId === 'createOrder' ? 'placed' : 'carried out'
  return `, after ${isMany ? 'they were' : 'it was'} ${done}`
}

/**
 * Says what a fault does, in one sentence: `Answers 503 to the next two orders, after they were placed.` Calls that it has hit or
 * let pass already are no longer counted.
 */
export function faultSentence({ rule, seen, hits }: Omit<Fault, 'id'>): string {
  const { times, after = 0, probability = 1, until } = rule
  const left = times === undefined ? undefined : Math.max(0, times - hits)
  const noun = rule.target === 'call' ? nounOfCalls(rule.match) : nounOfCallbacks(rule.match)
  const { text: target, isMany } = targetOf(rule, left, noun)
  const effect =
    rule.target === 'call'
      ? `${effectOnCalls(rule.fault, target)}${afterwards(rule.phase, rule.match, isMany)}`
      : effectOnCallbacks(rule.fault, target)
  const most =
    probability < 1 && times !== undefined ? `, ${times === 1 ? 'once' : `${inWords(times)} times`} at most` : ''
  const pass = Math.max(0, after - seen)
  const passed =
    pass === 0 ? '' : `, once ${pass === 1 ? `one ${noun[0]} has` : `${inWords(pass)} ${noun[1]} have`} passed`
  return `${effect}${most}${passed}${until === undefined ? '' : `, until ${dateText(until)}`}.`
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** `Thursday 2026-01-08 14:00`. */
function dateText(instant: number): string {
  const text = formatInstant(instant)
  return `${WEEKDAYS[new Date(instant).getUTCDay()]} ${text.slice(0, 10)} ${text.slice(11, text.endsWith(':00Z') ? 16 : 19)}`
}
