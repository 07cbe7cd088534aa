import { isTruncated } from '../domain/kept-body.ts'
import { REDACTED } from '../domain/redaction.ts'
import type { JournalEntry } from '../state/records/journal.ts'

/** Explains why a recorded call cannot be made again, where the journal has not kept everything of it. */
export function findGap({
  path,
  query,
  requestBody,
}: Pick<JournalEntry, 'path' | 'query' | 'requestBody'>): string | undefined {
  if (requestBody !== null && isTruncated(requestBody)) return 'the journal has only the beginning of its body'
  const text = `${path} ${JSON.stringify(query)} ${requestBody ?? ''}`
  return text.includes(REDACTED)
    ? 'it had a key in its path, query or body, which the journal does not keep'
    : undefined
}
