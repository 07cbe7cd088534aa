/** Error codes of vendor calls, a closed list. `contract/errors.ts` has the status and text of each. */
export type VendorErrorCode =
  | 'access_denied'
  | 'address_rate_limited'
  | 'answer_too_large'
  | 'assignment_not_found'
  | 'body_too_large'
  | 'bundle_not_compatible'
  | 'bundle_not_found'
  | 'bundle_or_bundles'
  | 'bundle_queue_full'
  | 'bundle_withdrawn'
  | 'card_declined'
  | 'daily_top_up_limit'
  | 'esim_deactivated'
  | 'esim_not_accessible'
  | 'esim_suspended'
  | 'foreign_page'
  | 'files_replaced'
  | 'iccid_with_repeat'
  | 'iccids_without_assign'
  | 'install_details_gone'
  | 'insufficient_balance'
  | 'invalid_order_type'
  | 'invalid_parameter'
  | 'invalid_profile_id'
  | 'invalid_quantity'
  | 'malformed_body'
  | 'malformed_iccid'
  | 'message_length'
  | 'message_sender'
  | 'message_text'
  | 'minimum_top_up'
  | 'missing_parameter'
  | 'no_available_bundles'
  | 'no_card'
  | 'no_msisdn'
  | 'nothing_to_revoke'
  | 'offer_id_required'
  | 'operation_not_in_version'
  | 'order_not_found'
  | 'order_processing'
  | 'quantity_mismatch'
  | 'rate_limited'
  | 'reference_not_found'
  | 'refund_exceeds_remaining'
  | 'refund_window_passed'
  | 'refunds_disabled'
  | 'route_not_found'
  | 'start_time_not_allowed'
  | 'storage_full'
  | 'too_many_organisations'
  | 'too_many_qr_codes'
  | 'too_many_units'
  | 'unexpected_host'
  | 'unknown_version'
  | 'usage_not_found'

/** Error codes that only control calls have. */
export type ControlErrorCode =
  | 'api_key_in_use'
  | 'advance_broken_off'
  | 'advance_in_progress'
  | 'bulk_broken_off'
  | 'bundle_unknown'
  | 'callback_unanswered'
  | 'copy_broken_off'
  | 'after_end_of_time'
  | 'callback_not_found'
  | 'clock_backwards'
  | 'esim_returned'
  | 'fault_not_found'
  | 'invalid_state'
  | 'new_bundle_incomplete'
  | 'no_callback_url'
  | 'not_a_coming_instant'
  | 'not_a_country'
  | 'organisation_not_found'
  | 'region_without_countries'
  | 'request_not_found'
  | 'request_not_repeatable'
  | 'snapshot_not_found'
  | 'unknown_scenario'
  | 'too_many_catalogue_changes'
  | 'too_many_events'
  | 'too_many_faults'
  | 'unknown_country'
  | 'unknown_network'
  | 'unknown_whereabouts'
  | 'usage_plan_not_found'

export type ErrorCode = VendorErrorCode | ControlErrorCode

/** Values for an error's message: a name, a limit, a field. */
export type ErrorDetail = Readonly<Record<string, string | number>>

/** A rule that a call breaks. It is thrown, never returned, and rolls back the transaction that it leaves. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly detail: ErrorDetail

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(code)
    this.name = 'DomainError'
    this.code = code
    this.detail = detail
  }
}

/** Whether a call is refused for its key: it has no organisation, and none is opened for it. */
export const isRefusedKey = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.code === 'access_denied' || error.code === 'too_many_organisations')
