import { raw } from 'hono/html'
import type { Look, Shown } from '../look.ts'
import { Docs } from './docs.tsx'
import { findOwn } from './own.ts'

/** The reference page. What it tells of the APIs is the same for everyone, and is made once. */
export function createShowDocs(): (look: Look) => Shown {
  let docs: string | undefined
  return ({ read }) => {
    docs ??= String(<Docs />)
    const body = (
      <>
        <div id="own" data-live="own" data-own={JSON.stringify(read(findOwn))} hidden />
        {raw(docs)}
      </>
    )
    return { title: 'API docs', active: 'docs', body }
  }
}
