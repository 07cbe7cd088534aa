import { lookup } from 'node:dns/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ForgeryGuard } from '../access/forgery.ts'
import { isLoopback, isThisMachine, parseHost, unexpectedHostMessage } from '../domain/host.ts'
import { formatInstant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { pairHeaders } from '../http/received-headers.ts'
import { type RunningServer, runServers } from '../server/listen.ts'
import { readBytes } from './body.ts'
import type { Exchange, RecordedBody } from './exchange.ts'
import { RecordingError } from './file.ts'
import { Forwarder } from './forward.ts'
import { endToEnd } from './headers.ts'
import { redactExchange, redactPathOf } from './redact.ts'
import { findRefusal, type IncomingCall, type Refusal } from './refusals.ts'

export interface RecorderOptions {
  readonly upstream: URL
  /** 0 is any free port. */
  readonly port: number
  readonly allowWrites: boolean
  readonly timeoutMs: number
  /** Replaces the data of calls without a key. */
  readonly secret: string
  readonly systemClock: SystemClock
  /** Finds the addresses of a host; a hosts file may give this machine another name. Default: the system's. */
  readonly findAddresses?: (host: string) => Promise<readonly string[]>
  /** Keeps an exchange, which is redacted. */
  readonly keep: (exchange: Exchange) => void
  /** Told of each call that was not passed on, with its path redacted. */
  readonly onRefusal: (refusal: Refusal) => void
  /** An exchange could not be kept. */
  readonly onFailure: (error: unknown) => void
}

/** The longest request body that is passed on; the API's own limit is far below it. */
const MOST_REQUEST_BYTES = 10 * 1_048_576

/**
 * Starts a proxy between a client and the service, on this machine only. It passes on calls that change nothing, or all if
 * writes are allowed, and keeps each with its answer. Rejects when the port is taken, and with RecordingError when the service
 * would be the proxy itself.
 */
export async function startRecorder(options: RecorderOptions): Promise<RunningServer> {
  const { upstream, port, timeoutMs, systemClock } = options
  const forwarder = new Forwarder({ url: upstream, timeoutMs, systemClock })
  const guard = new ForgeryGuard({ publicUrl: undefined, allowHosts: [], corsOrigins: [], isExposed: () => false })
  const pending = new Set<Promise<void>>()
  const isHere = await isOnThisMachine(upstream, options.findAddresses ?? findAddresses)
  const server = await runServers(
    () =>
      createServer((incoming, outgoing) => {
        const answered = answer(incoming, outgoing)
          .then((exchange) => exchange && options.keep(exchange))
          .catch(options.onFailure)
        pending.add(answered)
        void answered.then(() => pending.delete(answered))
      }),
    { host: 'localhost', port },
  )
  if (isHere && Number(upstream.port || 80) === server.port) {
    await server.close()
    throw new RecordingError(`${upstream.origin} is the recorder itself: give the URL of the service`)
  }
  // Only what runs on this machine can ask this recorder. Calls to any other service stay as the client sent them.
  const via = isHere ? viaOf(server.port) : undefined

  /** Answers a call. Resolves with its exchange, redacted; of a call that fails here, with one that says so. */
  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<Exchange | undefined> {
    const at = formatInstant(systemClock.now())
    try {
      return await forward(at, incoming, outgoing)
    } catch (error) {
      const failure = `the recorder failed: ${(error as Error).name}`
      if (!outgoing.headersSent) {
        respond(incoming, outgoing, { status: 500, error: 'recorder_failed', message: failure })
        incoming.resume()
      }
      const { method = 'GET', url: target = '/', rawHeaders } = incoming
      const request = { headers: pairHeaders(rawHeaders) }
      return redactExchange({ recording: 1, at, durationMs: 0, method, path: target, request, failure }, options.secret)
    }
  }

  async function forward(
    at: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<Exchange | undefined> {
    const start = systemClock.uptime()
    const refuse = (refusal: Refusal): void => respond(incoming, outgoing, refusal)
    const { method = 'GET', url: target = '/', rawHeaders } = incoming
    const refusal = findForgery(guard, incoming) ?? findTargetProblem(target) ?? findLoop(incoming, server.port)
    const body = refusal ? undefined : await readRequest(incoming)
    if (body === 'left') return undefined
    const call: IncomingCall = { method, target, headers: endToEnd(rawHeaders), body: body ?? Buffer.alloc(0) }
    const problem = refusal ?? (body ? undefined : TOO_LARGE) ?? (options.allowWrites ? undefined : findRefusal(call))
    if (problem) {
      refuse(problem)
      // The rest of a body that is not read.
      incoming.resume()
      const [path = ''] = target.split('?')
      const shown = redactPathOf(path, call.headers, options.secret)
      options.onRefusal({ ...problem, message: problem.message.replace(path, () => shown) })
      return undefined
    }
    const passed = via === undefined ? call : { ...call, headers: [...call.headers, ['Via', via] as [string, string]] }
    const recorded = await forwarder.pass(passed, outgoing, refuse)
    const exchange: Exchange = {
      recording: 1,
      at,
      durationMs: Math.round(systemClock.uptime() - start),
      method,
      path: target,
      request: { headers: pairHeaders(rawHeaders), ...bodyOf(call) },
      ...recorded,
    }
    return redactExchange(exchange, options.secret)
  }

  return {
    ...server,
    close: async () => {
      await server.close()
      forwarder.close()
      await Promise.all(pending)
    },
  }
}

function respond(incoming: IncomingMessage, outgoing: ServerResponse, { status, error, message }: Refusal): void {
  const body = JSON.stringify({ error, message })
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  outgoing.writeHead(status, headers).end(incoming.method === 'HEAD' ? undefined : body)
}

async function isOnThisMachine(
  { host: text }: URL,
  find: NonNullable<RecorderOptions['findAddresses']>,
): Promise<boolean> {
  const host = parseHost(text)
  return host !== undefined && (isThisMachine(host) || (await find(host.name)).some(isLoopback))
}

/** The value of `Via` (RFC 9110, 7.6.3) by which a recorder knows a call that it has passed on. */
const viaOf = (port: number): string => `1.1 127.0.0.1:${port} (esim-go-emulator record)`

/** A recorder whose service is another recorder, which asks the first one, would pass a call on for ever. */
const findLoop = ({ headers: { via = '' } }: IncomingMessage, port: number): Refusal | undefined =>
  via.split(/, */).includes(viaOf(port))
    ? {
        status: 508,
        error: 'loop',
        message: `this recorder, at port ${port}, has passed this call on already: --upstream leads back to it; give the URL of the service`,
      }
    : undefined

/** No address of a name that nobody knows: its calls fail with that reason. */
const findAddresses = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address)

function findForgery(guard: ForgeryGuard, { method = 'GET', headers }: IncomingMessage): Refusal | undefined {
  const request = { method, headers: new Headers(headers as Record<string, string>) }
  const host = guard.findUnexpectedHost(request.headers)
  if (host !== undefined) return { status: 403, error: 'unexpected_host', message: unexpectedHostMessage(host) }
  const page = guard.findForeignPage(request)
  return page === undefined
    ? undefined
    : {
        status: 403,
        error: 'foreign_origin',
        message: `a page of ${page} may not call the service through this recorder`,
      }
}

/** A client that uses the recorder as its proxy for everything asks for a whole URL. */
const findTargetProblem = (target: string): Refusal | undefined =>
  target.startsWith('/')
    ? undefined
    : {
        status: 400,
        error: 'not_a_path',
        message: 'the recorder is no proxy for every host: give your client its address as the base URL of the API',
      }

const TOO_LARGE: Refusal = {
  status: 413,
  error: 'too_large',
  message: `the body is longer than ${MOST_REQUEST_BYTES} bytes, and was not passed on`,
}

/** Reads a request's body; undefined for one that is too long. */
async function readRequest(incoming: IncomingMessage): Promise<Buffer | undefined | 'left'> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve) => {
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_REQUEST_BYTES) resolve(undefined)
      else chunks.push(chunk)
    })
    incoming.once('end', () => resolve(Buffer.concat(chunks)))
    incoming.once('close', () => resolve('left'))
    incoming.once('error', () => resolve('left'))
  })
}

function bodyOf({ headers, body }: IncomingCall): { body?: RecordedBody } {
  if (body.length === 0) return {}
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  return { body: readBytes(body, contentType) ?? { missing: 'it is no text, or nested too deeply' } }
}
