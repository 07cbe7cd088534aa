import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { explainNetworkError } from '../domain/network-error.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { BodyCapture } from './body.ts'
import { type Exchange, headerOf } from './exchange.ts'
import { endToEnd } from './headers.ts'
import { findRefusal, type IncomingCall, type Refusal } from './refusals.ts'

export interface Upstream {
  /** The URL that paths are appended to, without a slash at its end. */
  readonly url: URL
  readonly systemClock: Pick<SystemClock, 'after'>
  /** How long the service may be silent. */
  readonly timeoutMs: number
}

type Recorded = Pick<Exchange, 'response' | 'failure'>

/** Passes calls on to the service. */
export class Forwarder {
  readonly #upstream: Upstream
  readonly #agent: HttpAgent
  readonly #request: typeof httpRequest

  constructor(upstream: Upstream) {
    const isSecure = upstream.url.protocol === 'https:'
    this.#upstream = upstream
    this.#agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
    this.#request = isSecure ? (httpsRequest as typeof httpRequest) : httpRequest
  }

  /**
   * Passes a call on, and its answer back as it comes. Resolves with what came: an answer that broke off, or none, has a reason.
   * `refuse` answers the client where the service did not.
   */
  async pass(call: IncomingCall, outgoing: ServerResponse, refuse: (refusal: Refusal) => void): Promise<Recorded> {
    // A write has a connection of its own, so that it is never sent twice.
    const first = await this.#try(call, outgoing, refuse, findRefusal(call) === undefined)
    // The service closed a connection that was kept open, just when it was used again.
    return first === 'stale' ? ((await this.#try(call, outgoing, refuse, false)) as Recorded) : first
  }

  close(): void {
    this.#agent.destroy()
  }

  #try(
    call: IncomingCall,
    outgoing: ServerResponse,
    refuse: (refusal: Refusal) => void,
    mayBeStale: boolean,
  ): Promise<Recorded | 'stale'> {
    const { timeoutMs, systemClock } = this.#upstream
    return new Promise((resolve) => {
      const capture = new BodyCapture()
      let answer: IncomingMessage | undefined
      let isOver = false
      let stopTimer = (): void => undefined
      const request = this.#send(call, mayBeStale)
      const end = (result: Recorded | 'stale' | Promise<Recorded>): void => {
        isOver = true
        stopTimer()
        outgoing.off('close', onLeave)
        resolve(result)
      }
      const record = async (failure?: string): Promise<Recorded> => ({
        ...(answer && { response: await recordAnswer(answer, capture, failure) }),
        ...(failure === undefined ? {} : { failure }),
      })
      /** Passes a failure on: as an answer of the recorder's before that of the service has begun, else as a broken one. */
      const fail = (failure: string, refusal: Refusal): void => {
        if (isOver) return
        if (outgoing.headersSent) outgoing.destroy()
        else refuse(refusal)
        end(record(failure))
        request.destroy()
      }
      const onLeave = (): void => {
        if (isOver || outgoing.writableFinished) return
        end(record('the client left before the answer was complete'))
        request.destroy()
      }
      const awaitMore = (): void => {
        stopTimer()
        if (isOver) return
        stopTimer = systemClock.after(timeoutMs, () => {
          const failure = `the service was silent for ${timeoutMs / 1000} s`
          fail(failure, { status: 504, error: 'service_timeout', message: failure })
        })
      }
      awaitMore()
      outgoing.once('close', onLeave)
      request.once('response', (response) => {
        response.on('error', () => fail(`the answer broke off after ${capture.bytes} bytes`, UNREACHABLE))
        try {
          writeHead(outgoing, response)
        } catch {
          const failure = `the service does not answer with HTTP: status ${response.statusCode}`
          fail(failure, { ...UNREACHABLE, message: failure })
          return
        }
        answer = response
        awaitMore()
        // A client that reads slowly keeps the service from writing: that is no silence of the service.
        response.on('pause', () => stopTimer())
        response.on('resume', awaitMore)
        response.on('data', (chunk: Buffer) => {
          awaitMore()
          capture.add(chunk)
        })
        response.once('end', () => {
          if (!isOver && response.complete) end(record())
        })
        response.pipe(outgoing)
      })
      request.once('upgrade', (_, socket) => {
        socket.destroy()
        const failure = 'the service changed the protocol'
        fail(failure, { ...UNREACHABLE, message: failure })
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (isOver) return
        if (mayBeStale && !answer && request.reusedSocket && BROKEN.has(error.code)) {
          end('stale')
          return
        }
        const failure = explain(error)
        fail(failure, { ...UNREACHABLE, message: failure })
      })
      request.end(call.body)
    })
  }

  #send({ method, target, headers, body }: IncomingCall, mayReuse: boolean): ClientRequest {
    const { url } = this.#upstream
    const own = headers.map(([name, value]) => [name, name.toLowerCase() === 'host' ? url.host : value])
    if (headerOf(headers, 'host') === undefined) own.unshift(['Host', url.host])
    // A body that came in chunks has been read whole.
    const needsLength = headerOf(headers, 'content-length') === undefined && (body.length > 0 || method === 'POST')
    if (needsLength) own.push(['Content-Length', String(body.length)])
    return this.#request({
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname.replace(/\/$/, '') + target,
      method,
      headers: own.flat(),
      setHost: false,
      agent: mayReuse ? this.#agent : false,
    })
  }
}

const UNREACHABLE = { status: 502, error: 'service_unreachable', message: 'the service cannot be reached' } as const

/** The characters that a reason phrase cannot have. */
const ODD = /[^\x20-\x7e\x80-\xff]/

/** Sends the head of an answer on, without a reason phrase that is none. Throws for a status that is none. */
function writeHead(
  outgoing: ServerResponse,
  { statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage,
): void {
  outgoing.sendDate = false
  outgoing.writeHead(statusCode, ODD.test(statusMessage) ? undefined : statusMessage, endToEnd(rawHeaders).flat())
  outgoing.flushHeaders()
}

/** The errors of a write to a connection that its other end has closed. */
const BROKEN: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE'])

function explain(error: NodeJS.ErrnoException): string {
  if (error.code?.startsWith('HPE_')) return `the service does not answer with HTTP: ${error.code}`
  return `the service cannot be reached: ${explainNetworkError(error)}`
}

async function recordAnswer(
  { statusCode = 0, rawHeaders }: IncomingMessage,
  capture: BodyCapture,
  failure: string | undefined,
): Promise<Exchange['response']> {
  const headers = endToEnd(rawHeaders)
  const body = await capture.finish(headerOf(headers, 'content-type'), headerOf(headers, 'content-encoding'))
  const isWhole = failure === undefined
  if (isWhole || body === undefined) return { status: statusCode, headers, ...(body && { body }) }
  return { status: statusCode, headers, body: { missing: failure } }
}
