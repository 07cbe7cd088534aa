import type { Socket } from 'node:net'

/** What a receiver does with a connection, given each whole request in turn, from 0; it may move the clock itself. */
export interface Behaviour {
  readonly answer: (socket: Socket, number: number, moveClock: () => Promise<unknown>) => unknown
  /** What must come of a callback to it. `any` is for what depends on when a connection is found to be closed. */
  readonly outcome: 'delivered' | 'failed' | 'any'
  /** It keeps its callers waiting until they give up: what it gets is not tried again. */
  readonly isSlow?: boolean
}

const say = (status: string, ...headers: string[]): string => `HTTP/1.1 ${[status, ...headers].join('\r\n')}\r\n\r\n`
const OK = say('200 OK', 'Content-Length: 2')

/** Sends pieces until nobody listens any more. */
function stream(socket: Socket, head: string, piece: string): void {
  socket.write(head)
  const goOn = (): void => {
    if (socket.destroyed || !socket.writable) return
    if (socket.write(piece)) setImmediate(goOn)
    else socket.once('drain', goOn)
  }
  goOn()
}

const trickle = (socket: Socket, head: string): void => {
  socket.write(head)
  const timer = setInterval(() => socket.write('1\r\nx\r\n'), 200)
  socket.once('close', () => clearInterval(timer))
}

/** Every way of being a bad receiver, and two of being a good one. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'answers well': { outcome: 'delivered', answer: (socket) => socket.write(`${OK}ok`) },
  'answers without a body': { outcome: 'delivered', answer: (socket) => socket.write(say('204 No Content')) },
  'says 1xx before its answer': {
    outcome: 'delivered',
    answer: (socket) => socket.write(`${say('100 Continue')}${say('103 Early Hints', 'Link: <a>')}${OK}ok`),
  },
  'moves the clock before it answers': {
    outcome: 'delivered',
    answer: async (socket, number, moveClock) => {
      // Each time is some seconds of waiting.
      if (number === 0) await moveClock()
      socket.write(`${OK}ok`)
    },
  },
  'never ends its body': {
    outcome: 'delivered',
    answer: (socket) => trickle(socket, say('200 OK', 'Transfer-Encoding: chunked')),
  },
  'never begins its body': {
    outcome: 'delivered',
    answer: (socket) => socket.write(say('200 OK', 'Content-Length: 9')),
  },
  'floods its body': {
    outcome: 'delivered',
    answer: (socket) => stream(socket, say('200 OK'), 'x'.repeat(65_536)),
  },
  'breaks off its body': {
    outcome: 'delivered',
    answer: (socket) => socket.end(`${say('200 OK', 'Content-Length: 100')}half`),
  },
  'resets in its body': {
    outcome: 'delivered',
    answer: (socket) =>
      socket.write(`${say('200 OK', 'Content-Length: 100')}half`, () => setTimeout(() => socket.resetAndDestroy(), 50)),
  },
  'fails and never ends': {
    outcome: 'failed',
    answer: (socket) => trickle(socket, say('500 Internal Server Error', 'Transfer-Encoding: chunked')),
  },
  'switches protocols': {
    outcome: 'failed',
    answer: (socket) => socket.write(say('101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade')),
  },
  redirects: {
    outcome: 'failed',
    answer: (socket) => socket.write(say('307 Temporary Redirect', 'Location: /elsewhere', 'Content-Length: 0')),
  },
  'resets after reading': { outcome: 'failed', answer: (socket) => socket.resetAndDestroy() },
  'closes after reading': { outcome: 'failed', answer: (socket) => socket.end() },
  'speaks something else': { outcome: 'failed', answer: (socket) => socket.end('220 mail.example ESMTP\r\n') },
  'floods its head': {
    outcome: 'failed',
    answer: (socket) => stream(socket, 'HTTP/1.1 200 OK\r\n', `X-Header: ${'x'.repeat(1_000)}\r\n`),
  },
  'closes a kept connection after it has read the next': {
    outcome: 'any',
    answer: (socket, number) => (number === 0 ? socket.write(`${OK}ok`) : socket.resetAndDestroy()),
  },
  hangs: { outcome: 'failed', isSlow: true, answer: () => undefined },
  'stops in its head': {
    outcome: 'failed',
    isSlow: true,
    answer: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-'),
  },
}
