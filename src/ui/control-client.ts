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

/** Reads a list of the control API that is numbered, newest first. */
type ReadBefore<T> = (query: { readonly before: number; readonly limit: 1 }) => Promise<readonly T[]>

/** Reads the item with the id in a path. Throws ControlCallError if there is none. */
export async function findById<T extends { readonly id: number }>(
  item: string,
  noun: string,
  readBefore: ReadBefore<T>,
): Promise<T> {
  const id = Number(item)
  const [found] = Number.isSafeInteger(id) && id > 0 ? await readBefore({ before: id + 1, limit: 1 }) : []
  if (found?.id !== id) throw new ControlCallError(404, `there is no ${noun} ${item}`)
  return found
}
