import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { CommandFailure, httpUrl, option } from './options.ts'

/** The file in which a running emulator says where it answers. */
export const readyFileOption = (description: string) => option('--ready-file <file>', description, 'READY_FILE')

/** Writes where the emulator answers; what it returns removes the file again. Throws CommandFailure. */
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

/** Where the emulator of a file answers; undefined while there is none. */
export function readReadyFile(file: string): string | undefined {
  try {
    return httpUrl(readFileSync(file, 'utf8').trim())
  } catch {
    return undefined
  }
}

/**
 * Asks the emulator of a file, whoever its certificate is for: the file is of this machine, and nothing secret is sent. So
 * the health check of a container needs no CA.
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
