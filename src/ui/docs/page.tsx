import { raw } from 'hono/html'
import type { PageContent, PageRequest } from '../page-request.ts'
import { Docs } from './docs.tsx'
import { findOwnValues } from './own-values.ts'

/** The rendered reference, the same for every request. */
const DOCS = String(<Docs />)

/** Renders the API docs page. */
export function showDocs({ read, isLiveRefresh }: PageRequest): PageContent {
  const body = (
    <>
      <div id="own" data-live="own" data-own={JSON.stringify(read(findOwnValues))} hidden />
      {isLiveRefresh ? null : raw(DOCS)}
    </>
  )
  return { title: 'API docs', active: 'docs', body }
}
