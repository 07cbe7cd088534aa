import { createServer, type RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../src/clock/system-clock.ts'
import type { Exchange } from '../../../src/record/exchange.ts'
import { type RecorderOptions, startRecorder } from '../../../src/record/proxy.ts'
import { listenOnFreePort } from '../../support/http-server.ts'

/** A service of the test's own. */
export async function serveRaw(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listenOnFreePort(createServer(answer))}`
}

/** A recorder in front of a service, until the test is over. `close` waits until everything is kept. */
export async function record(upstream: string, options: Partial<RecorderOptions> = {}) {
  const kept: Exchange[] = []
  const refused: string[] = []
  const failures: unknown[] = []
  const { url, port, close } = await startRecorder({
    upstream: new URL(upstream),
    port: 0,
    allowWrites: false,
    timeoutMs: 60_000,
    secret: 'a secret of the test',
    systemClock,
    keep: (exchange) => kept.push(exchange),
    onRefusal: ({ message }) => refused.push(message),
    onFailure: (error) => failures.push(error),
    ...options,
  })
  onTestFinished(close)
  return { url, port, close, kept, refused, failures }
}
