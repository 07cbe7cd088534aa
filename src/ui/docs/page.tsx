import { raw } from 'hono/html'
import type { PageContent, PageRequest } from '../page-request.ts'
import { Docs } from './docs.tsx'
import { OperationEntry } from './operation.tsx'
import { findOwnValues } from './own-values.ts'
import { describeBooks, type Entry } from './reference.ts'

/** The rendered reference, the same for every request. */
let docs: string | undefined

/** Renders the API docs page. */
export async function showDocs({ read, readInTurns, isLiveRefresh }: PageRequest): Promise<PageContent> {
  docs ??= await readInTurns(renderDocs)
  const body = (
    <>
      <div id="own" data-live="own" data-own={JSON.stringify(read(findOwnValues))} hidden />
      {isLiveRefresh ? null : raw(docs)}
    </>
  )
  return { title: 'API docs', active: 'docs', body }
}

/** Renders the reference, a call up to each `yield`. */
function* renderDocs(): Generator<undefined, string> {
  const all = yield* describeBooks()
  const rendered = new Map<Entry, string>()
  for (const entry of all.flatMap(({ chapters }) => chapters.flatMap(({ entries }) => entries))) {
    rendered.set(entry, String(<OperationEntry entry={entry} />))
    yield
  }
  return String(<Docs all={all} rendered={rendered} />)
}
