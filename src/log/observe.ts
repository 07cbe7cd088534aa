import { explainKey, hashKey, type KnownKeys, keyOf } from '../access/caller.ts'
import type { Redact } from '../domain/redaction.ts'
import { holdsKey, loggedPath, redactorOfCall, redactWords } from '../http/redaction.ts'

/** An entry of the server's log, which contains no key. */
export type EmulatorEvent =
  | {
      readonly kind: 'request'
      readonly method: string
      /** Without its query, and with stars for any key in it. */
      readonly path: string
      readonly status: number
      readonly durationMs: number
      /** The name of the organisation that called, or a short hash of a key that has none; null without a key. */
      readonly organisation: string | null
      /** The address that the call came from. */
      readonly address: string
      /** The cause, where that is the emulator itself: a word for programs. */
      readonly reason: string | undefined
      /** The reason of a refusal, in words. */
      readonly refusal: string | undefined
    }
  | {
      readonly kind: 'callback'
      /** The name of the organisation whose callback it is. */
      readonly organisation: string
      readonly alertType: string
      readonly iccid: string | null
      readonly url: string
      readonly status: number | null
      readonly error: string | null
    }

export interface Observer {
  readonly onEvent: (event: EmulatorEvent) => void
  readonly keys: KnownKeys
  /** The name of the organisation of a key; undefined where there is none. */
  readonly nameOf: (apiKey: string) => string | undefined
  /** The address that a call comes from. */
  readonly addressOf: (request: Request, env: unknown) => string
}

/** The reasons of calls that are refused for their key, of the vendor API and of the control API. */
const KEY_REASONS: ReadonlySet<string | undefined> = new Set(['api-key', 'access_denied', 'api_key_required'])

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Wraps `answer`: reports every call to `onEvent`. */
export function observeCalls(answer: Fetch, { onEvent, keys, nameOf, addressOf }: Observer): Fetch {
  const isKey = (text: string) => keys.isKey(text)
  return async (request, env) => {
    const key = keyOf(request)
    const address = addressOf(request, env)
    const begun = performance.now()
    const response = await answer(request, env)
    const durationMs = performance.now() - begun
    const redact = redactorOfCall(request, isKey)
    const reason = response.headers.get('emulator-reason') ?? undefined
    onEvent({
      kind: 'request',
      method: request.method,
      path: loggedPath(request.url, redact),
      status: response.status,
      durationMs,
      organisation: key === undefined ? null : loggedName(nameOf(key), key),
      address,
      reason,
      refusal: KEY_REASONS.has(reason) ? explainKey(request, keys).message : await refusalOf(request, response, redact),
    })
    return response
  }
}

/** The name of an organisation in the log: one line, and never its key. */
export function loggedName(name: string | undefined, apiKey: string): string {
  const text = name === undefined ? '' : inOneLine(name)
  return text === '' || text.includes(apiKey) ? `key ${hashKey(apiKey)}` : text
}

/** How many characters of a refusal the log shows. */
const REFUSAL_CHARACTERS = 300

/** The text of a refusal: the message of a vendor error or of a control error, or the body itself. */
async function refusalOf({ url }: Request, response: Response, redact: Redact): Promise<string | undefined> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status < 400 || !/^(?:application\/json|text\/plain)/.test(type)) return undefined
  // A refusal may repeat its path, and with it a key in it.
  if (holdsKey(url)) return undefined
  const text = inOneLine(messageOf(await response.clone().text()))
  return redactWords(text, redact).slice(0, REFUSAL_CHARACTERS) || undefined
}

function messageOf(text: string): string {
  try {
    const { message, error } = (JSON.parse(text) ?? {}) as { message?: unknown; error?: { message?: unknown } }
    return String(message ?? error?.message ?? text)
  } catch {
    return text
  }
}

/** Removes control characters: a log entry is one line, and cannot colour a terminal. */
const inOneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()
