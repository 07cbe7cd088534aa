import { REALISM_REASONS } from '../domain/realism.ts'

/** The reasons of answers (`Emulator-Reason`) in words, as they follow the text of a refusal. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  'answer-too-large': 'the answer would be larger than the emulator sends',
  'api-key': 'no organisation has this key',
  'bundle-withdrawn': 'the bundle was withdrawn from sale',
  'esim-deactivated': 'the eSIM was deleted, or has left the account',
  'esim-suspended': 'the eSIM is suspended',
  'fault:header': 'the header Emulator-Fault of the call asked for it',
  'files-replaced': 'the emulator’s files were replaced while it ran: start it again',
  'foreign-origin': 'a web page of another place made the call',
  'internal-error': 'the emulator failed: see its log',
  'not-in-version': 'the version that was called does not have this operation',
  'organisation-limit': 'the emulator has as many organisations as it may',
  'rate-limit': 'the organisation’s rate limit was reached',
  'realism:card-declined': 'realism drew a card that is declined',
  'realism:no-card': 'realism has no card on file',
  'realism:rate-limit': 'the rate limit of the caller’s address was reached',
  'storage-full': 'the disk of the state is full',
  'too-many-qr-codes': 'the answer would have more QR codes than the emulator draws',
  'too-many-units': 'the emulator carries out fewer bundles in one call',
  'unexpected-host': 'the Host of the call is not one of the emulator',
  'unknown-iccid': 'the organisation has no such eSIM',
  'unknown-route': 'the service has no such path',
  'unknown-version': 'the service has no such version',
  [REALISM_REASONS.orderLater]: 'realism carries a large order out after its answer',
  [REALISM_REASONS.unavailable]: 'realism makes the service unavailable now and then',
  [REALISM_REASONS.noRefund]: 'realism has refunds turned off',
}

/** Tells whether a reason has words; those of rules name their fault. */
export const hasWords = (reason: string): boolean => Object.hasOwn(REASON_WORDS, reason) || faultIdOf(reason) !== null

/** The id of the fault that a reason names; null for another reason. */
export function faultIdOf(reason: string | null | undefined): number | null {
  const id = /^fault:(\d+)$/.exec(reason ?? '')?.[1]
  return id === undefined ? null : Number(id)
}

/** The facts of a call by which its answer is explained. */
export interface ExplainedAnswer {
  readonly status: number | null
  readonly reason: string | null
  /** The text of a refusal. */
  readonly message: string | null
}

/** Explains in words why a call was refused, or what the emulator did to its answer; undefined for a usual answer. */
export function explainAnswer({ status, reason, message }: ExplainedAnswer): string | undefined {
  const parts = [message, describeCause({ status, reason })].filter((part) => part !== null && part !== '')
  if (parts.length > 0) return parts.join(': ')
  return status === null ? 'the caller went away before there was an answer' : undefined
}

/** Says in words what the reason of an answer stands for: `fault 3 gave this answer`; null without a reason. */
export function describeCause({ status, reason }: Omit<ExplainedAnswer, 'message'>): string | null {
  const id = faultIdOf(reason)
  if (id !== null) return describeInjection(id, status)
  return reason === null ? null : (REASON_WORDS[reason] ?? reason)
}

function describeInjection(id: number, status: number | null): string {
  if (status === null) return `fault ${id} left the call without an answer`
  return status >= 400 ? `fault ${id} gave this answer` : `fault ${id} delayed or changed the answer`
}
