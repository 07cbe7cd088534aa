import { curlCommand, NEW_LINE } from '../assets/curl.js'
import { fetchOf, vitestOf } from './javascript.ts'
import { pythonOf } from './python.ts'
import { bodyOf, headersOf, pathWithQuery, type RecordedCall } from './recorded-call.ts'

/** Formats a recorded call as a curl command. */
function curlOf({ request, address, apiKey }: RecordedCall): string {
  const body = request.requestBody || undefined
  const headers = headersOf(request).filter(([name]) => name !== 'Content-Type' || !bodyOf(request))
  return curlCommand(
    {
      method: request.method,
      url: `${address}${pathWithQuery(request)}`,
      headers: [`X-API-Key: ${apiKey}`, ...headers.map(([name, value]) => `${name}: ${value}`)],
      body,
    },
    NEW_LINE,
  )
}

/** The forms in which a call of the journal is copied. */
export const SNIPPETS = {
  vitest: { label: 'vitest', note: 'An emulator of its own, in milliseconds.', write: vitestOf },
  fetch: { label: 'fetch', note: 'Against this emulator, with node:test.', write: fetchOf },
  python: { label: 'Python', note: 'Against this emulator, with urllib and unittest.', write: pythonOf },
  curl: { label: 'curl', note: 'Against this emulator.', write: curlOf },
} as const satisfies Record<string, { label: string; note: string; write: (call: RecordedCall) => string }>

export type SnippetForm = keyof typeof SNIPPETS

/** Whether a text is the name of a form. */
export const isSnippetForm = (text: string): text is SnippetForm => Object.hasOwn(SNIPPETS, text)
