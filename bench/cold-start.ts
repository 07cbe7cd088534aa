import { median, type Row } from './measurement.ts'
import { type Answer, API_KEY, type Server, startBare, startEmulator } from './servers.ts'

const ROUNDS = 15
const MOST = 1.8

/** From nothing to the first answer, an authenticated GET /organisation; both servers in turn. */
export async function measureColdStart(): Promise<Row> {
  const answer = await organisationAnswer()
  const emulator: number[] = []
  const bare: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await timeStart(() => startBare(answer)))
    emulator.push(await timeStart(startEmulator))
  }
  const ratio = median(emulator) / median(bare)
  return {
    what: `cold start to first answer (median of ${ROUNDS})`,
    emulator: `${median(emulator).toFixed(0)} ms`,
    bare: `${median(bare).toFixed(0)} ms`,
    ratio: `${ratio.toFixed(2)}x`,
    target: `<= ${MOST}x`,
    met: ratio <= MOST,
  }
}

async function timeStart(start: () => Promise<Server>): Promise<number> {
  const server = await start()
  await server.stop()
  return server.startMs
}

async function organisationAnswer(): Promise<Answer> {
  const emulator = await startEmulator()
  try {
    const response = await fetch(`${emulator.url}/v2.4/organisation`, { headers: { 'X-API-Key': API_KEY } })
    return { contentType: response.headers.get('content-type') ?? '', body: await response.text() }
  } finally {
    await emulator.stop()
  }
}
