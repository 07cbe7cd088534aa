import type { ControlOperation } from '../contract/control/operation.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { answerOf, EmulatorError, errorOf } from '../http/control-answer.ts'
import { type Call, type CallInput, createCalls, type NamedCall } from './calls.ts'
import { documentText } from './document-text.ts'
import { loadContract } from './operations.ts'

/** Carries a request to an emulator: to one in this process, or to one at an address. */
export type Transport = (path: string, init: RequestInit) => Promise<Response>

/** Drives one organisation of an emulator. Each call is the control call of the same meaning; errors are EmulatorError. */
export interface OrganisationHandle extends ReturnType<typeof createCalls> {
  readonly apiKey: string
}

/** The key of the default organisation, where none is configured. */
export const DEFAULT_API_KEY = 'test-key'

export interface HandleOptions {
  /** Whether the first call of a key that the emulator does not know opens its organisation. Default true. */
  readonly opens?: boolean
}

/**
 * Makes the handle of an organisation; everything it does goes through the transport. Without a key it drives the
 * emulator's default organisation. A key that others may replace is given as a function.
 */
export function createHandle(
  transport: Transport,
  apiKey: string | undefined | (() => string),
  headers: Readonly<Record<string, string>> = {},
  { opens = true }: HandleOptions = {},
): OrganisationHandle {
  let ownKey = typeof apiKey === 'string' ? apiKey : undefined
  const keyNow = () => (typeof apiKey === 'function' ? apiKey() : ownKey)

  const send: Call = async (operation, input = {}) => {
    const { body } = input
    const key = keyNow()
    const identity = { ...(key === undefined ? {} : { 'X-API-Key': key }), ...headers }
    const response = await transport(targetOf(operation, input), {
      method: operation.method,
      headers: { ...identity, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: operation.isBulk ? documentText(body as object) : JSON.stringify(body) }),
    })
    const text = await readText(response)
    if (!response.ok) throw errorOf(response.status, text)
    const answer = text === '' ? undefined : answerOf(response.status, text)
    if (operation.operationId === 'rotateApiKey') ownKey = (answer as { readonly apiKey: string }).apiKey
    return answer as never
  }

  /** Opens the organisation where a read found none, and reads again: a read by itself never opens one. */
  const call: NamedCall = async (named, input) => {
    const modules = await loadContract()
    const operation = named(modules)
    try {
      return await send(operation, input)
    } catch (error) {
      if (!opens || !(error instanceof EmulatorError) || error.code !== 'organisation_not_found') throw error
      await send(modules.organisation.changeSettings, { body: {} })
      return send(operation, input)
    }
  }

  return {
    get apiKey() {
      return keyNow() ?? DEFAULT_API_KEY
    },
    ...createCalls(call),
  }
}

/** The text of an answer. Throws EmulatorError for one that breaks off. */
async function readText(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (cause) {
    if (cause instanceof EmulatorError) throw cause
    const reason = explainNetworkError(cause)
    throw new EmulatorError(
      0,
      'answer_broken_off',
      `the answer broke off: ${reason}: the emulator may have been stopped`,
    )
  }
}

/** Fills the path of an operation in, and adds its query. */
function targetOf(operation: ControlOperation, { path = {}, query = {} }: CallInput): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${filled}?${search}` : filled
}
