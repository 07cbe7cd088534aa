import { DomainError } from '../../domain/errors.ts'
import type { Message } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import { DEFAULT_SENDER, hasMessageLength } from '../../domain/message.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { findMsisdn, getEsim } from '../records/esims.ts'

/**
 * Sends a text message to an eSIM: it is stored, and the control API lists it. Throws malformed_iccid, esim_not_accessible, message_length,
 * message_text, message_sender, no_msisdn, esim_suspended and esim_deactivated.
 */
export function sendMessage(tx: Tx, iccid: string, text: string, from: string): void {
  const esim = getEsim(tx, iccid)
  if (!hasMessageLength(text)) throw new DomainError('message_length')
  // A JSON string can hold half a surrogate pair, which has no UTF-8 form.
  if (/\p{Cs}/u.test(text)) throw new DomainError('message_text')
  if (from !== DEFAULT_SENDER) throw new DomainError('message_sender', { given: from })
  // Assumption (suspension-sms): the message is refused, since nothing reaches a suspended eSIM.
  if (esim.suspendedAt !== null) throw new DomainError('esim_suspended', { iccid })
  if (findMsisdn(tx, esim) === null) throw new DomainError('no_msisdn')
  tx.run(
    'INSERT INTO messages (organisation_id, id, iccid, sender, text, sent_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
    tx.organisationId,
    tx.next('sequence'),
    iccid,
    from,
    text,
    tx.now,
  )
}

const OF_ESIM = 'INDEXED BY messages_by_esim WHERE organisation_id = ? AND iccid = ?'

/** Lists the messages that were sent, newest first; with `iccid`, those to that eSIM. */
export function listMessages(
  tx: ReadTx,
  query: { readonly iccid?: string | undefined; readonly limit: number },
): Message[] {
  const { iccid, limit } = query
  const ofEsim = iccid === undefined ? [] : [iccid]
  const rows = iccid === undefined ? 'WHERE organisation_id = ?' : OF_ESIM
  return tx
    .all<{ id: number; iccid: string; sender: string; text: string; sent_at_ms: Instant }>(
      `SELECT id, iccid, sender, text, sent_at_ms FROM messages ${rows} ORDER BY id DESC LIMIT ?`,
      tx.organisationId,
      ...ofEsim,
      limit,
    )
    .map((row) => ({ id: row.id, iccid: row.iccid, from: row.sender, text: row.text, sentAt: row.sent_at_ms }))
}
