import { request as httpRequest } from 'node:http'

export interface Asked {
  readonly method?: string
  readonly path: string
  /** Any header, `Host` too, which a fetch does not let set. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface SocketAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The emulator's own account of why. */
  readonly reason: string | undefined
}

/** Makes a call over a socket to a port of this machine, as whoever can send anything. */
export const ask = (port: number, { method = 'GET', path, headers = {}, body }: Asked): Promise<SocketAnswer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => {
        const reason = response.headers['emulator-reason'] as string | undefined
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, reason })
      })
    })
    request.on('error', reject)
    request.end(body ?? (['POST', 'PUT', 'PATCH'].includes(method) ? '{}' : undefined))
  })
