import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { Worker } from 'node:worker_threads'
import { API_KEY } from '../servers.ts'
import type { Answered } from './client.ts'

/** What an organisation does that is large. */
export interface Act {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  /** A file with the body. */
  readonly bodyFile?: string
}

/** Makes the call in a thread of its own. */
export function perform(url: string, { method, path, body, bodyFile }: Act): Promise<Answered> {
  const worker = new Worker(new URL('./caller.mjs', import.meta.url), {
    workerData: {
      url: url + path,
      method,
      headers: { 'X-API-Key': API_KEY, 'Content-Type': 'application/json' },
      ...(bodyFile === undefined ? {} : { bodyFile }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  })
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
}

export const SNAPSHOT: Act = { method: 'POST', path: '/_emulator/snapshots', body: { name: 'large' } }
export const RESTORE: Act = { method: 'POST', path: '/_emulator/snapshots/large/restore', body: {} }
export const EXPORT: Act = { method: 'GET', path: '/_emulator/state' }
export const RESET: Act = { method: 'POST', path: '/_emulator/reset', body: {} }
/** Acts on a thousand of the eSIMs: as many in every world. */
export const BULK: Act = {
  method: 'POST',
  path: '/_emulator/esims/bulk',
  body: { match: { limit: 1_000 }, acts: [{ attach: { country: 'FR' } }, { use: { amount: '1MB' } }] },
}
export const importOf = (bodyFile: string): Act => ({ method: 'POST', path: '/_emulator/state', bodyFile })

/** Writes the state document of a server into a file of this folder. Undefined when it is refused. */
export async function exportInto(
  folder: string,
  url: string,
): Promise<{ readonly file: string; readonly milliseconds: number } | undefined> {
  const begun = performance.now()
  try {
    const { body } = await fetch(url + EXPORT.path, { headers: { 'X-API-Key': API_KEY } })
    const file = join(folder, 'state.json')
    await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(file))
    return { file, milliseconds: performance.now() - begun }
  } catch {
    return undefined
  }
}
