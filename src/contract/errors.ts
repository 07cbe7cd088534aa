import type { DomainError, ErrorDetail, VendorErrorCode } from '../domain/errors.ts'
import { unexpectedHostMessage } from '../domain/host.ts'
import { LONGEST_MESSAGE } from '../domain/message.ts'
import type { ErrorStatus } from './operation.ts'

interface ErrorAnswer {
  readonly status: ErrorStatus
  readonly message: string | ((detail: ErrorDetail) => string)
  /** The `Emulator-Reason` header, where it adds something to the vendor's text. */
  readonly reason?: string
  /** The `Retry-After` header, in seconds. */
  readonly retryAfter?: (detail: ErrorDetail) => number
}

const bundleNotFound = ({ bundle }: ErrorDetail): string =>
  bundle === undefined ? 'bundle not found' : `bundle not found: ${bundle}`

/**
 * The status and message of each error on the wire. Recorded: access_denied, malformed_body, invalid_profile_id, rate_limited.
 * Assumption (errors-texts): the texts of all others, written in the same style.
 */
const ERRORS = {
  access_denied: { status: 403, message: 'access denied', reason: 'api-key' },
  address_rate_limited: {
    status: 429,
    message: 'Rate limit exceeded',
    reason: 'realism:rate-limit',
    retryAfter: () => 1,
  },
  answer_too_large: { status: 400, message: 'response too large: ask for less', reason: 'answer-too-large' },
  assignment_not_found: { status: 400, message: 'bundle assignment not found' },
  body_too_large: { status: 413, message: 'Request Too Long' },
  bundle_not_compatible: { status: 400, message: 'bundle not compatible with esim' },
  bundle_not_found: {
    status: 400,
    message: bundleNotFound,
  },
  // The text of a bundle that never was: only the reason tells.
  bundle_withdrawn: { status: 400, message: bundleNotFound, reason: 'bundle-withdrawn' },
  bundle_or_bundles: {
    status: 400,
    message: (d) => `either ${d.name ?? 'bundle'} or bundles must be provided`,
  },
  bundle_queue_full: { status: 400, message: (d) => `esim cannot have more than ${d.limit} bundles queued` },
  // Assumption (topup-card-refusals): the status and texts of a charge that fails.
  card_declined: { status: 400, message: 'card was declined', reason: 'realism:card-declined' },
  daily_top_up_limit: { status: 400, message: (d) => `daily topup limit of ${d.limit} exceeded` },
  esim_deactivated: { status: 400, message: 'esim is deactivated', reason: 'esim-deactivated' },
  esim_not_accessible: { status: 403, message: 'access denied', reason: 'unknown-iccid' },
  esim_suspended: { status: 400, message: 'esim is suspended', reason: 'esim-suspended' },
  foreign_page: {
    status: 403,
    message: (d) =>
      `a page of ${d.origin} may not write to this emulator: only pages of this machine may, and those that --cors names`,
    reason: 'foreign-origin',
  },
  iccid_with_repeat: { status: 400, message: 'iccid cannot be used with repeat' },
  iccids_without_assign: { status: 400, message: 'iccids can only be specified when assign is true' },
  insufficient_balance: { status: 403, message: 'insufficient balance' },
  install_details_gone: { status: 410, message: 'esim is deactivated', reason: 'esim-deactivated' },
  invalid_order_type: { status: 400, message: 'invalid order type' },
  invalid_parameter: { status: 400, message: (d) => `invalid ${d.name}` },
  invalid_profile_id: { status: 400, message: (d) => `failed to parse profile id: ${d.profileId}: ${d.reason}` },
  invalid_quantity: { status: 400, message: (d) => `${d.name ?? 'quantity'} must be at least 1` },
  malformed_body: { status: 400, message: 'failed to parse request body' },
  malformed_iccid: { status: 400, message: 'invalid iccid' },
  message_length: { status: 400, message: `message must be between 1 and ${LONGEST_MESSAGE} characters` },
  message_sender: { status: 400, message: (d) => `sender not allowed: ${d.given}` },
  message_text: { status: 400, message: 'message must be valid UTF-8' },
  minimum_top_up: { status: 400, message: (d) => `minimum topup amount is ${d.minimum}` },
  missing_parameter: { status: 400, message: (d) => `${d.name} is required` },
  no_available_bundles: { status: 403, message: 'no available bundles' },
  no_card: { status: 400, message: 'no card stored', reason: 'realism:no-card' },
  no_msisdn: { status: 400, message: 'esim has no msisdn' },
  nothing_to_revoke: { status: 400, message: 'no bundle assignment to revoke' },
  offer_id_required: { status: 400, message: 'offerId is required to refund to balance' },
  operation_not_in_version: { status: 404, message: 'Not Found', reason: 'not-in-version' },
  order_not_found: { status: 400, message: 'order not found' },
  order_processing: {
    status: 503,
    message: 'Service Unavailable',
    reason: 'realism:order-later',
    retryAfter: ({ retryAfter }) => Number(retryAfter),
  },
  quantity_mismatch: { status: 400, message: 'quantity must match number of iccids' },
  rate_limited: { status: 429, message: 'Rate limit exceeded', reason: 'rate-limit' },
  reference_not_found: { status: 400, message: 'no esims found for reference' },
  refund_exceeds_remaining: { status: 400, message: 'quantity exceeds remaining bundles' },
  refund_window_passed: { status: 400, message: 'bundle is outside of the refund period' },
  // Assumption (refund-enabled-refusal): the status and text.
  refunds_disabled: { status: 403, message: 'refunds are not enabled', reason: 'realism:refunds-off' },
  route_not_found: { status: 404, message: 'Not Found', reason: 'unknown-route' },
  start_time_not_allowed: { status: 400, message: 'startTime is only supported for bundles without autostart' },
  // Assumption (errors-storage-full): the service is never full; what is not written can be tried again, as after any 503.
  storage_full: { status: 503, message: 'Service Unavailable', reason: 'storage-full' },
  // Assumption (errors-files-replaced): as after any other failure of the service that passes.
  files_replaced: { status: 503, message: 'Service Unavailable', reason: 'files-replaced' },
  // Assumption (auth-organisation-limit): as any other key that has no organisation.
  too_many_organisations: { status: 403, message: 'access denied', reason: 'organisation-limit' },
  too_many_qr_codes: {
    status: 400,
    message: (d) => `cannot have more than ${d.limit} QR codes: use CSV or JSON`,
    reason: 'too-many-qr-codes',
  },
  too_many_units: {
    status: 400,
    message: (d) => `cannot have more than ${d.limit} bundles in one call`,
    reason: 'too-many-units',
  },
  unexpected_host: {
    status: 403,
    message: (d) => unexpectedHostMessage(String(d.host)),
    reason: 'unexpected-host',
  },
  unknown_version: {
    status: 404,
    message: (d) => `unknown API version ${d.prefix}: use one of ${d.known}`,
    reason: 'unknown-version',
  },
  usage_not_found: { status: 400, message: 'usage not found' },
} as const satisfies Record<VendorErrorCode, ErrorAnswer>

/** The content type of an error. As `text/plain` the body is the message alone. */
export type ErrorType = 'application/json' | 'text/plain'

export interface WireError {
  readonly status: ErrorStatus
  readonly message: string
  readonly reason: string | undefined
  readonly retryAfter?: number | undefined
}

export function presentError(error: DomainError): WireError {
  const answer: ErrorAnswer | undefined = (ERRORS as Readonly<Record<string, ErrorAnswer>>)[error.code]
  if (!answer) return INTERNAL_ERROR
  const { status, message, reason, retryAfter } = answer
  const text = typeof message === 'function' ? message(error.detail) : message
  return { status, message: text, reason, retryAfter: retryAfter?.(error.detail) }
}

/** The answer to a failure of the emulator itself. */
export const INTERNAL_ERROR: WireError = { status: 500, message: 'Internal Server Error', reason: 'internal-error' }
