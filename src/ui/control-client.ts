import type * as z from 'zod'
import type { ControlOperation } from '../contract/control/operation.ts'

/** A refused control call, with the control API's message. */
export class ControlCallError extends Error {
  override readonly name = 'ControlCallError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface CallParameters {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
}

/** Makes a GET call of the control API. Throws ControlCallError. */
export type CallControl = <O extends ControlOperation>(
  operation: O,
  asked?: CallParameters,
) => Promise<z.infer<O['answer']>>

/** Creates a client that calls the emulator with these headers, without a socket. */
export const createControlClient =
  (fetch: (request: Request) => Response | Promise<Response>, headers: Readonly<Record<string, string>>): CallControl =>
  async (operation, { path = {}, query = {} } = {}) => {
    const url = new URL(
      operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? '')),
      'http://emulator',
    )
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
    }
    const response = await fetch(new Request(url, { headers }))
    const answer = await response.json()
    if (response.ok) return answer
    throw new ControlCallError(response.status, (answer as { error: { message: string } }).error.message)
  }
