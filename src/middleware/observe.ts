import { tryDecodeURIComponent } from 'hono/utils/url'
import { addressOf, explainKey, hashKey, keyOf } from './caller.ts'

/** Something that the emulator did, for a log. No key is in it. */
export type EmulatorEvent =
  | {
      readonly kind: 'request'
      readonly method: string
      /** Without its query, and without the name of an organisation: both are, or may hold, a key. */
      readonly path: string
      readonly status: number
      readonly durationMs: number
      /** Who called: the name of the organisation, or a short hash of a key that has none; null without a key. */
      readonly organisation: string | null
      /** Where the call came from. */
      readonly address: string
      /** Why, where the emulator itself is the cause: a word for programs. */
      readonly reason: string | undefined
      /** Why it was refused, in words. */
      readonly refusal: string | undefined
    }
  | {
      readonly kind: 'callback'
      /** Whose callback it is: the name of the organisation. */
      readonly organisation: string
      readonly alertType: string
      readonly iccid: string | null
      readonly url: string
      readonly status: number | null
      readonly error: string | null
    }

export interface Observer {
  readonly onEvent: (event: EmulatorEvent) => void
  /** The name of the organisation of a key; undefined where there is none. */
  readonly nameOf: (apiKey: string) => string | undefined
}

const ORGANISATIONS = '/_emulator/organisations/'

/** Whether a path is about one organisation, whose key is in it, however that was written. */
const holdsKey = ({ pathname }: URL): boolean => tryDecodeURIComponent(pathname).startsWith(ORGANISATIONS)

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Answers as before, and tells of it. */
export const observe =
  (answer: Fetch, { onEvent, nameOf }: Observer): Fetch =>
  async (request, env) => {
    const url = new URL(request.url)
    const key = keyOf(request, url)
    const address = addressOf(env)
    const begun = performance.now()
    const response = await answer(request, env)
    const durationMs = performance.now() - begun
    const reason = response.headers.get('emulator-reason') ?? undefined
    const refusal = reason === 'api-key' ? explainKey(request.headers, key) : await refusalOf(response)
    // What is said of a path that holds a key may repeat it.
    const isTold = refusal !== undefined && !holdsKey(url)
    onEvent({
      kind: 'request',
      method: request.method,
      path: holdsKey(url) ? `${ORGANISATIONS}***` : url.pathname,
      status: response.status,
      durationMs,
      organisation: key === undefined ? null : loggedName(nameOf(key), key),
      address,
      reason,
      refusal: isTold ? withoutKey(refusal, key) : undefined,
    })
    return response
  }

/** The name of an organisation as a log has it: in one line, and never its key. */
export function loggedName(name: string | undefined, apiKey: string): string {
  const text = name === undefined ? '' : inOneLine(name)
  return text === '' || text.includes(apiKey) ? hashKey(apiKey) : text
}

/** How many characters of a refusal are told. */
const TOLD = 300

/** What a refusal says: the message of the vendor's errors, of the control API's, or the text itself. */
async function refusalOf(response: Response): Promise<string | undefined> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status < 400 || !/^(?:application\/json|text\/plain)/.test(type)) return undefined
  return inOneLine(messageOf(await response.clone().text())).slice(0, TOLD) || undefined
}

function messageOf(text: string): string {
  try {
    const { message, error } = (JSON.parse(text) ?? {}) as { message?: unknown; error?: { message?: unknown } }
    return String(message ?? error?.message ?? text)
  } catch {
    return text
  }
}

/** A line of a log must not be made to look like several, nor to colour a terminal. */
const inOneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()

const withoutKey = (text: string, key: string | undefined): string =>
  key === undefined ? text : text.replaceAll(key, '***')
