import { explainFetchFailure } from './domain/fetch-failure.ts'
import { createHandle, EmulatorError, type OrganisationHandle } from './handle.ts'

export interface ConnectOptions {
  /** The organisation to drive. Default: the emulator's own default. */
  readonly apiKey?: string
  /** What the emulator was started with as --control-token. */
  readonly controlToken?: string
  /**
   * Whether an organisation that the emulator does not know is opened by the first call for it, a look included.
   * Default true; with false a look is refused (`organisation_not_found`).
   */
  readonly opens?: boolean
}

/** A running emulator, driven from outside: the same calls as one in this process. */
export interface ConnectedEmulator extends OrganisationHandle {
  readonly url: string
  /** The handle of another organisation. */
  organisation(apiKey: string): OrganisationHandle
  /** Sends a request to the emulator: `/v2.4/organisation`, or a whole Request. */
  fetch(request: Request | string, init?: RequestInit): Promise<Response>
}

/**
 * Makes the handle of an emulator that runs at an address. Nothing is sent until it is used. Throws TypeError for what is
 * no URL of http or https.
 */
export function connectEmulator(
  url: string,
  { apiKey, controlToken, opens = true }: ConnectOptions = {},
): ConnectedEmulator {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new TypeError(`${url} is not the URL of an emulator: it must be like http://127.0.0.1:4024`)
  }
  const base = url.replace(/\/+$/, '')
  const headers: Record<string, string> = controlToken === undefined ? {} : { Authorization: `Bearer ${controlToken}` }
  const transport = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(`${base}${path}`, init)
    } catch (cause) {
      throw new EmulatorError(0, 'not_reachable', `no emulator answers at ${base}: ${explainFetchFailure(cause)}`)
    }
  }
  return {
    ...createHandle(transport, apiKey, headers, { opens }),
    url: base,
    organisation: (key) => createHandle(transport, key, headers, { opens }),
    fetch: (request, init) =>
      typeof request === 'string' ? fetch(new URL(request, `${base}/`), init) : fetch(request, init),
  }
}
