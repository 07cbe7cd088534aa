import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** Lets a server listen on a free port of 127.0.0.1 until the test is over, and returns the port. */
export async function listenOnFreePort(server: Pick<Server, 'listen' | 'address' | 'closeAllConnections' | 'close'>) {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
