import { once } from 'node:events'
import { connect } from 'node:net'
import { median, type Row } from './measurement.ts'
import { buyEsim } from './purchase.ts'
import { API_KEY, type Server, startBare } from './servers.ts'

const CONNECTIONS = 16
const WARM_UP = 2_000
const READS_PER_CONNECTION = 2_000
const ROUNDS = 3
const MOST_MS = 1.5

/** GET /esims/{iccid} by many connections, each of which has one read on its way at all times: the slowest of a hundred. */
export async function measureReadLatency(emulator: Server): Promise<Row> {
  const path = `/v2.4/esims/${await buyEsim(emulator)}`
  const answer = await fetch(`${emulator.url}${path}`, { headers: { 'X-API-Key': API_KEY } })
  const bare = await startBare({ contentType: 'application/json', body: await answer.text() })
  try {
    const times = { bare: [] as number[], emulator: [] as number[] }
    for (const server of [bare, emulator]) await percentile99(server, path, WARM_UP)
    for (let round = 0; round < ROUNDS; round++) {
      times.bare.push(await percentile99(bare, path, READS_PER_CONNECTION))
      times.emulator.push(await percentile99(emulator, path, READS_PER_CONNECTION))
    }
    const [own, least] = [median(times.emulator), median(times.bare)]
    return {
      what: `GET /esims/{iccid}, p99 at ${CONNECTIONS} connections`,
      emulator: `${own.toFixed(1)} ms`,
      bare: `${least.toFixed(1)} ms`,
      ratio: `${(own / least).toFixed(1)}x`,
      target: `<= ${MOST_MS} ms`,
      met: own <= MOST_MS,
    }
  } finally {
    await bare.stop()
  }
}

async function percentile99({ url }: Server, path: string, reads: number): Promise<number> {
  const { hostname, port } = new URL(url)
  const request = `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-API-Key: ${API_KEY}\r\n\r\n`
  const readers = Array.from({ length: CONNECTIONS }, () => readInTurn(Number(port), request, reads))
  const times = (await Promise.all(readers)).flat().sort((a, b) => a - b)
  return times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN
}

/**
 * Sends a request again and again on one connection, and returns how long each answer took, in milliseconds. A plain socket
 * takes less of the client's time than a client of HTTP, whose own pauses would be measured too.
 */
async function readInTurn(port: number, request: string, reads: number): Promise<number[]> {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1')
  const times: number[] = []
  let begun = 0
  let received = ''
  const send = () => {
    received = ''
    begun = performance.now()
    socket.write(request)
  }
  socket.on('connect', send)
  socket.on('data', (part) => {
    received += part
    if (!isWhole(received)) return
    times.push(performance.now() - begun)
    if (times.length < reads) send()
    else socket.end()
  })
  await once(socket, 'close')
  return times
}

/** Whether an answer has arrived whole. Throws when it is a refusal. */
function isWhole(received: string): boolean {
  if (!received.startsWith('HTTP/1.1 200')) throw new Error(`a read was refused: ${received}`)
  const head = received.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1]
  return head > 0 && received.length >= head + 4 + Number(length)
}
