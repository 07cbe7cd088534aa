import type { Emulator } from '../../src/emulator.ts'

/** One control call as it goes over the wire. */
export interface ControlCall {
  readonly method: string
  /** Below `/_emulator`. */
  readonly path: string
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Makes a control call without a socket. */
export async function callControl(
  emulator: Pick<Emulator, 'fetch' | 'apiKey'>,
  { method, path, body, headers = {} }: ControlCall,
) {
  const request = new Request(`http://emulator/_emulator${path}`, {
    method,
    headers: { 'X-API-Key': emulator.apiKey, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const response = await emulator.fetch(request)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text) }
}
