import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/**
 * The open connections of a server, over TLS or not. The platform closes only those that have sent a whole request: one that
 * has sent half of a request, or nothing (browsers open some ahead of need), would keep the server open.
 */
export class Connections {
  /** By the address of the client: a TLS connection takes the place of the plain one below it. */
  readonly #sockets = new Map<string, Socket>()
  readonly #answering = new Set<ServerResponse>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#add(socket))
    server.on('secureConnection', (socket: TLSSocket) => this.#addSecure(socket))
    server.on('tlsClientError', (error, socket: TLSSocket) => this.#refusePlain(error, socket))
    server.on('request', (_, response) => {
      this.#answering.add(response)
      response.once('close', () => this.#answering.delete(response))
    })
  }

  /** Closes the connections on which no request is being answered. */
  closeIdle(): void {
    const busy = new Set([...this.#answering].map((response) => response.req.socket))
    for (const socket of this.#sockets.values()) if (!busy.has(socket)) socket.destroy()
  }

  /** Closes idle connections at once, and each other one when its answer is complete. */
  drain(): void {
    this.closeIdle()
    for (const response of this.#answering) response.once('close', () => this.closeIdle())
  }

  closeAll(): void {
    for (const socket of this.#sockets.values()) socket.destroy()
  }

  /** Answers a client that speaks HTTP to an HTTPS port; the platform would only close the connection. */
  #refusePlain(error: Error & { readonly code?: string }, socket: TLSSocket): void {
    if (error.code === 'ERR_SSL_HTTP_REQUEST') this.#sockets.get(peerOf(socket))?.end(PLAIN_REFUSED)
  }

  #add(socket: Socket): void {
    const peer = peerOf(socket)
    this.#sockets.set(peer, socket)
    socket.once('close', () => {
      if (this.#sockets.get(peer) === socket) this.#sockets.delete(peer)
    })
  }

  #addSecure(socket: TLSSocket): void {
    const plain = this.#sockets.get(peerOf(socket))
    // A connection over TLS cannot be reset by the platform (ERR_INVALID_HANDLE_TYPE); the one below it can.
    if (plain) socket.resetAndDestroy = () => plain.resetAndDestroy() && socket
    this.#add(socket)
  }
}

const PLAIN_REFUSED = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain',
  'Connection: close',
  '',
  'This emulator speaks HTTPS: its address begins with https://\n',
].join('\r\n')

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
