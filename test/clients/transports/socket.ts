import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Account, type Call, type Client, urlOf } from '../client.ts'
import { read } from '../forms.ts'

/** How a request is written: all of these are legal HTTP/1.1. */
export interface Framing {
  readonly httpVersion: '1.1' | '1.0'
  /** One connection for all calls, or one for each, of which the server is told. */
  readonly connection: 'keep-alive' | 'close'
  /** In chunks of a few bytes, with extensions and a trailer; or with a Content-Length. */
  readonly chunked: boolean
  /** Sends the body when the server has said `100 Continue`. */
  readonly expectContinue: boolean
  readonly headerCase: (name: string) => string
}

const CRLF = '\r\n'

/** A client that writes its own bytes. */
export function socketClient(account: Account, framing: Framing): Client {
  let kept: Wire | undefined
  return {
    async send(call: Call) {
      const wire = kept ?? (await Wire.open(account.baseUrl))
      if (framing.connection === 'keep-alive') kept = wire
      const { status, body } = await exchange(wire, account, call, framing)
      if (framing.connection === 'close') wire.close()
      return read(call.form, status, body)
    },
    close: () => kept?.close(),
  }
}

async function exchange(wire: Wire, account: Account, call: Call, framing: Framing) {
  const url = new URL(urlOf(account, call))
  const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body))
  const headers: [name: string, value: string | number][] = [
    ['Host', url.host],
    ['X-API-Key', account.apiKey],
    ['Connection', framing.connection],
  ]
  if (call.accept !== undefined) headers.push(['Accept', call.accept])
  if (body) {
    headers.push(['Content-Type', 'application/json'])
    headers.push(framing.chunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', body.length])
    if (framing.expectContinue) headers.push(['Expect', '100-continue'])
  }
  const lines = [
    `${call.method} ${url.pathname}${url.search} HTTP/${framing.httpVersion}`,
    // No space, or several, may stand between a name and its value.
    ...headers.map(([name, value], index) => `${framing.headerCase(name)}:${' '.repeat(index % 3)}${value}`),
  ]
  wire.write(lines.join(CRLF) + CRLF + CRLF)
  if (body && framing.expectContinue) {
    const { status } = await wire.readHead()
    if (status !== 100) throw new Error(`the server should go on with 100, and answered ${status}`)
  }
  if (body) wire.write(framing.chunked ? inChunks(body) : body)
  const head = await wire.readHead()
  return { status: head.status, body: await wire.readBody(head.headers) }
}

/** Chunks of one byte, then of 29, their sizes in capitals with zeros in front; each with an extension. */
function inChunks(body: Buffer): string {
  const chunks: string[] = []
  for (let at = 0; at < body.length; ) {
    const chunk = body.subarray(at, at + (at === 0 ? 1 : 29))
    chunks.push(`00${chunk.length.toString(16).toUpperCase()};at=${at}${CRLF}${chunk.toString('latin1')}${CRLF}`)
    at += chunk.length
  }
  return `${chunks.join('')}0${CRLF}X-Trailer: over${CRLF}${CRLF}`
}

/** A connection, and what has come over it and was not read yet. */
class Wire {
  readonly #socket: Socket
  readonly #chunks: AsyncIterator<Buffer>
  #buffer: Buffer = Buffer.alloc(0)

  static async open(baseUrl: string): Promise<Wire> {
    const { hostname, port } = new URL(baseUrl)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return new Wire(socket)
  }

  constructor(socket: Socket) {
    this.#socket = socket
    this.#chunks = socket[Symbol.asyncIterator]()
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes as string, 'latin1')
  }

  close(): void {
    this.#socket.destroy()
  }

  async readHead(): Promise<{ status: number; headers: ReadonlyMap<string, string> }> {
    const [first = '', ...lines] = (await this.#until(`${CRLF}${CRLF}`)).toString('latin1').split(CRLF)
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    })
    return { status: Number(first.split(' ')[1]), headers: new Map(headers) }
  }

  async readBody(headers: ReadonlyMap<string, string>): Promise<Buffer> {
    const length = headers.get('content-length')
    if (length !== undefined) return this.#take(Number(length))
    if (headers.get('transfer-encoding') !== 'chunked') return this.#rest()
    const chunks: Buffer[] = []
    for (;;) {
      const size = Number.parseInt((await this.#until(CRLF)).toString('latin1'), 16)
      chunks.push(await this.#take(size))
      await this.#take(CRLF.length)
      if (size === 0) return Buffer.concat(chunks)
    }
  }

  /** What comes before a mark; the mark is read too. */
  async #until(mark: string): Promise<Buffer> {
    while (!this.#buffer.includes(mark)) await this.#more()
    const found = await this.#take(this.#buffer.indexOf(mark))
    await this.#take(mark.length)
    return found
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#buffer.length < length) await this.#more()
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }

  /** All that comes until the server ends the connection. */
  async #rest(): Promise<Buffer> {
    while (await this.#read());
    return this.#take(this.#buffer.length)
  }

  async #more(): Promise<void> {
    if (!(await this.#read())) throw new Error('the server ended the connection in the middle of an answer')
  }

  /** Whether anything more came. */
  async #read(): Promise<boolean> {
    const { value, done } = await this.#chunks.next()
    if (!done) this.#buffer = Buffer.concat([this.#buffer, value])
    return !done
  }
}
