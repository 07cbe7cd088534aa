import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { CommandFailure, httpUrl, option } from './options.ts'

/** Makes the option that names the ready file: a running emulator keeps its URL in it. */
export const readyFileOption = (description: string) => option('--ready-file <file>', description, 'READY_FILE')

/** Writes the emulator's URL, and returns a function that removes the file again. Throws CommandFailure. */
export function writeReadyFile(file: string, url: string): () => void {
  try {
    writeFileSync(file, `${url}\n`)
  } catch (error) {
    throw new CommandFailure(`the ready file cannot be written: ${(error as Error).message}`)
  }
  return () => {
    // Another emulator may have written its own since.
    if (readReadyFile(file) === url) rmSync(file, { force: true })
  }
}

/** Reads the URL from a ready file; undefined while there is none. */
export function readReadyFile(file: string): string | undefined {
  try {
    return httpUrl(readFileSync(file, 'utf8').trim())
  } catch {
    return undefined
  }
}

/**
 * Sends a GET to the emulator that a ready file names, and accepts any certificate: the file is on this machine, and
 * nothing secret is sent. So the health check of a container needs no CA.
 */
export async function askReadyEmulator(file: string, path: string, signal: AbortSignal): Promise<Response> {
  const url = readReadyFile(file)
  if (url === undefined) throw new Error('it has not said where it answers')
  const { request } = await (url.startsWith('https:') ? import('node:https') : import('node:http'))
  const { text } = await import('node:stream/consumers')
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { signal, rejectUnauthorized: false, agent: false }, (answer) => {
      text(answer).then((body) => resolve(new Response(body, { status: answer.statusCode ?? 0 })), reject)
    })
    asked.once('error', (error) => reject(signal.aborted ? signal.reason : error))
    asked.end()
  })
}
