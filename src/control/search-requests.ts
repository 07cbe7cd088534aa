import type { Turns } from '../clock/turns.ts'
import type { Read } from '../state/engine/state.ts'
import { type JournalEntry, listRequests, type RequestQuery } from '../state/records/journal.ts'

/** How many calls are read and searched without a pause: at most half a megabyte of bodies, which takes some milliseconds. */
const AT_ONCE = 25

interface Searched {
  readonly read: Read
  readonly turns: Turns
}

/** Lists the calls that match and have a text in them, newest first. Others are answered after each part. */
export async function searchRequests(
  { read, turns }: Searched,
  query: RequestQuery,
  text: string,
): Promise<JournalEntry[]> {
  const found: JournalEntry[] = []
  const folded = text.toLowerCase()
  let { before } = query
  const searchSome = (): boolean => {
    const entries = read((tx) => listRequests(tx, { ...query, before, limit: AT_ONCE }))
    found.push(...entries.filter((entry) => textsOf(entry).some((each) => each.toLowerCase().includes(folded))))
    before = entries.at(-1)?.id
    return entries.length < AT_ONCE || found.length >= query.limit
  }
  while (!searchSome()) await turns.next()
  return found.slice(0, query.limit)
}

/** The texts of a call that are searched. */
const textsOf = ({ path, query, message, requestBody, responseBody }: JournalEntry): string[] => [
  path,
  ...Object.entries(query).map(([name, value]) => `${name}=${[value].flat().join(',')}`),
  message ?? '',
  requestBody ?? '',
  responseBody ?? '',
]
