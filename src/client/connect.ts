import { describeField } from '../contract/expected-value.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { EmulatorError } from '../http/control-answer.ts'
import { type ConnectOptions, checkConnect } from '../options.ts'
import { createHandle, type OrganisationHandle, type Transport } from './handle.ts'

export type { ConnectOptions } from '../options.ts'

/** A running emulator, driven from outside: the same calls as one in this process. */
export interface ConnectedEmulator extends OrganisationHandle {
  readonly url: string
  /** Makes the handle of another organisation. */
  organisation(apiKey: string): OrganisationHandle
  /** Sends a request to the emulator: `/v2.4/organisation`, or a whole Request. */
  fetch(request: Request | string, init?: RequestInit): Promise<Response>
}

const isEmulatorUrl = (url: string): boolean =>
  /^https?:\/\//i.test(url) && URL.canParse(url) && new URL(url).username + new URL(url).password === ''

/**
 * Makes the handle of an emulator that runs at an address. Nothing is sent until it is used. Throws TypeError when the
 * address is no URL of http or https.
 */
export function connectEmulator(url: string, options: ConnectOptions = {}): ConnectedEmulator {
  checkConnect(options)
  const { apiKey, controlToken, opens = true } = options
  if (!isEmulatorUrl(url)) {
    const shown = describeField('url', url)
    throw new TypeError(
      `the URL of an emulator must be like http://127.0.0.1:4024, without a user and a password, not ${shown}`,
    )
  }
  const base = url.replace(/\/+$/, '')
  // Below the emulator's own sub-path, where it has one.
  const addressOf = (target: string): string | URL =>
    target.startsWith('/') ? `${base}${target}` : new URL(target, `${base}/`)
  const headers: Record<string, string> = controlToken === undefined ? {} : { Authorization: `Bearer ${controlToken}` }
  const transport: Transport = async (path, init) => {
    try {
      return await fetch(`${base}${path}`, init)
    } catch (cause) {
      throw new EmulatorError(0, 'not_reachable', `no emulator answers at ${base}: ${explainNetworkError(cause)}`)
    }
  }
  return Object.assign(createHandle(transport, apiKey, headers, { opens }), {
    url: base,
    organisation: (key: string) => createHandle(transport, key, headers, { opens }),
    fetch: (request: Request | string, init?: RequestInit) =>
      typeof request === 'string' ? fetch(addressOf(request), init) : fetch(request, init),
  })
}
