import { isLoopback } from '../domain/host.ts'
import type { Fetch, RunningServer } from './listen.ts'
import type { TlsOptions } from './tls.ts'

export interface ServerOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `localhost`. */
  readonly host?: string
  /** Default false. */
  readonly ownProcess?: boolean
  readonly tls?: TlsOptions
  /** Turns the path and query of a request into those that are routed. */
  readonly rewrite: (target: string) => string
}

/** The addresses at which one emulator answers. */
export class Servers {
  readonly #running: { readonly host: string; readonly server: RunningServer }[] = []

  /** Whether the emulator answers at an address. */
  get areRunning(): boolean {
    return this.#running.length > 0
  }

  /** Whether other machines can call one of the addresses. */
  get areExposed(): boolean {
    return this.#running.some(({ host }) => !isLoopback(host))
  }

  /** Answers requests at an address. Rejects when it cannot be listened on. */
  async listen(fetch: Fetch, options: ServerOptions): Promise<{ readonly url: string; readonly port: number }> {
    const { port = 0, host = 'localhost', ownProcess = false, tls, rewrite } = options
    // Loaded only when it is asked for: most emulators of tests have no socket.
    const { listen } = await import('./listen.ts')
    const server = await listen(fetch, { port, host, ownProcess, tls, rewrite })
    this.#running.push({ host, server })
    return { url: server.url, port: server.port }
  }

  /** Finishes the requests in flight, and closes all connections. */
  async close(): Promise<void> {
    await Promise.all(this.#running.map(({ server }) => server.close()))
  }

  /** Closes all connections at once, answered or not. */
  abort(): void {
    for (const { server } of this.#running) server.abort()
  }
}
