import { shorten } from '../contract/expected-value.ts'
import type { DomainError, ErrorCode } from '../domain/errors.ts'

export type ControlStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 500 | 503 | 507

/** An error of the control API: a code for programs, and a sentence that says what to do. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: ControlStatus
  readonly code: string

  constructor(status: ControlStatus, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

type Detail = DomainError['detail']

/** The status and message of domain errors in the control API. An error without a row has its code for a message. */
const SENTENCES: Partial<Record<ErrorCode, readonly [ControlStatus, (detail: Detail) => string]>> = {
  access_denied: [
    403,
    () =>
      'this API key is not accepted: it was replaced, is none of the keys that the emulator was started with, or is not 1 to 128 visible ASCII characters',
  ],
  api_key_in_use: [409, () => 'this API key is in use, or was: choose another'],
  bundle_unknown: [404, (d) => `the catalogue of this organisation has no bundle ${d.bundle}`],
  new_bundle_incomplete: [
    422,
    (d) =>
      `the catalogue has no bundle ${d.bundle}: a new one needs price, dataAmount, duration and countries, or check the name`,
  ],
  too_many_catalogue_changes: [
    422,
    (d) => `the catalogue has ${d.limit} changes, which is the most: POST /_emulator/catalogue/reset ends them`,
  ],
  not_a_country: [422, (d) => `${d.field}: ${d.country} is no country: use an ISO code or a name of one`],
  region_without_countries: [
    422,
    (d) => `countries: ${d.country} is no country: a region goes there where roamingEnabled lists its countries`,
  ],
  not_a_coming_instant: [
    422,
    (d) =>
      `at: ${d.at} must be a time from now, such as +3d, or an instant that is not before the clock, which shows ${d.now}`,
  ],
  callback_unanswered: [
    409,
    ({ id }) =>
      `the receiver has not answered callback ${id} for some seconds, and the clock waits for it: answer the callback first; a receiver that advances the clock before it answers waits for itself`,
  ],
  advance_in_progress: [409, () => 'another advance of this clock is in progress: wait for its answer'],
  copy_broken_off: [503, () => 'the organisation was reset or removed meanwhile: try again'],
  advance_broken_off: [503, (d) => `the emulator is stopping: the advance ended at ${d.now}`],
  bulk_broken_off: [
    503,
    (d) =>
      `the acts ended after ${d.count} eSIMs, which keep what was done to them: the emulator is stopping, or the organisation was reset or replaced`,
  ],
  files_replaced: [503, () => 'the emulator’s files were replaced while it ran: start it again'],
  storage_full: [507, () => 'the disk of the state is full: nothing has changed; free some space and try again'],
  after_end_of_time: [422, (d) => `a clock ends at ${d.end}: advance by less`],
  callback_not_found: [404, (d) => `there is no callback ${d.id}`],
  clock_backwards: [409, () => 'a clock only goes forward: reset the organisation to start again'],
  esim_deactivated: [409, (d) => `eSIM ${d.iccid} has been deleted`],
  esim_returned: [409, (d) => `eSIM ${d.iccid} has left the account: its returns process is over`],
  esim_not_accessible: [404, (d) => `this organisation has no eSIM ${d.iccid}`],
  malformed_iccid: [400, (d) => `${d.iccid} is not an ICCID: it has 18 to 22 digits`],
  order_not_found: [404, (d) => `there is no order ${d.reference}`],
  fault_not_found: [404, (d) => `there is no fault ${d.id}`],
  invalid_state: [422, (d) => `this state cannot be imported: ${d.problem}`],
  no_callback_url: [
    409,
    () => 'the organisation has no callback URL: set callbackUrl with PATCH /_emulator/organisation',
  ],
  organisation_not_found: [
    404,
    () => 'there is no organisation of this key yet: its first vendor call opens it, or POST /_emulator/organisations',
  ],
  request_not_found: [404, (d) => `there is no request ${d.id}`],
  request_not_repeatable: [409, (d) => `request ${d.id} cannot be made again: ${d.why}`],
  snapshot_not_found: [404, (d) => `there is no snapshot ${d.name}`],
  answer_too_large: [422, () => 'the answer is too large: ask for less, with limit or a filter'],
  too_many_events: [422, (d) => `more than ${d.limit} events in one advance: advance in smaller steps`],
  too_many_organisations: [
    403,
    (d) =>
      `there are ${d.limit} organisations, which is the most: a further key opens none; start with a higher --max-organisations, or remove some with DELETE /_emulator/organisations/{apiKey}`,
  ],
  too_many_faults: [
    422,
    (d) => `there are ${d.limit} faults, which is the most: remove some with DELETE /_emulator/faults`,
  ],
  unknown_country: [
    422,
    (d) => `no networks are known in ${d.country}: use an ISO code that GET /networks lists, or a name`,
  ],
  unknown_network: [422, (d) => `there is no network ${d.network} in ${d.country}: GET /networks lists them`],
  unknown_whereabouts: [422, (d) => `eSIM ${d.iccid} has no bundle and has never been on a network: give a country`],
  unknown_scenario: [422, (d) => `there is no scenario ${d.name}: GET /_emulator/scenarios lists them`],
  usage_plan_not_found: [404, (d) => `eSIM ${d.iccid} has no usage plan`],
}

/** Characters of a name that a call gave. */
const LONGEST_NAME = 100

/** Shortens the names in a detail: they are as long as their writer likes. */
const withoutLongNames = ({ problem, ...named }: Detail): Detail => ({
  ...(problem === undefined ? {} : { problem }),
  ...Object.fromEntries(
    Object.entries(named).map(([name, value]) => [
      name,
      typeof value === 'string' ? shorten(value, LONGEST_NAME) : value,
    ]),
  ),
})

/** Converts a domain error to an error of the control API. */
export function explainDomainError(error: DomainError): ControlError {
  const [status, sentence] = SENTENCES[error.code] ?? [422, () => error.code.replaceAll('_', ' ')]
  return new ControlError(status, error.code, sentence(withoutLongNames(error.detail)))
}
