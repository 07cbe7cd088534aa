import { raw } from 'hono/html'
import type { Look, Shown } from '../look.ts'
import { Docs } from './docs.tsx'
import { findOwn } from './own.ts'

/** What is told of the APIs, which is the same for everyone and for as long as the process runs. */
const DOCS = String(<Docs />)

/** The reference page. */
export function showDocs({ read, again }: Look): Shown {
  const body = (
    <>
      <div id="own" data-live="own" data-own={JSON.stringify(read(findOwn))} hidden />
      {again ? null : raw(DOCS)}
    </>
  )
  return { title: 'API docs', active: 'docs', body }
}
