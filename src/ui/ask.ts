import type * as z from 'zod'
import type { ControlOperation } from '../contract/control/operation.ts'

/** A control call that was refused, in the control API's own words. */
export class AskError extends Error {
  override readonly name = 'AskError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Asked {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
}

/** Makes a reading control call, as any client would. Throws AskError. */
export type Ask = <O extends ControlOperation>(operation: O, asked?: Asked) => Promise<z.infer<O['answer']>>

/** Asks over the emulator's own surface, with these headers. */
export const asker =
  (fetch: (request: Request) => Response | Promise<Response>, headers: Readonly<Record<string, string>>): Ask =>
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
    throw new AskError(response.status, (answer as { error: { message: string } }).error.message)
  }
