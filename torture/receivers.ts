import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { OrganisationHandle } from '../src/client/handle.ts'
import { EmulatorError } from '../src/http/control-answer.ts'
import { openTestEmulator, type TestEmulator } from '../test/support/emulator.ts'
import { BUNDLES, buyEsim } from '../test/support/trade.ts'
import { BEHAVIOURS, type Behaviour } from './bad-receivers.ts'
import type { Attempt, Round } from './round.ts'

const RETRIES = 1
/** How often an advance is asked for while a receiver is slow: each is refused after some seconds. */
const PATIENCE = 100
const PAUSE_MS = 200
const WAITS = ['callback_unanswered', 'advance_in_progress']

/** An organisation for each bad receiver, all at once: what is told to it is counted, and nobody else waits. */
export const receivers: Round = {
  name: 'receivers',
  law: 'a callback is delivered when its status says so, each sending is counted once, and nobody is stopped',
  triesPerMinute: 0.5,
  run: attack,
}

async function attack(attempt: Attempt): Promise<string[]> {
  const opened = await openTestEmulator({ seed: attempt.draw(1_000_000) })
  attempt.onEnd(() => opened.close())
  // Which of an eSIM's events are told, and how many eSIMs tell at once.
  const esims = 1 + attempt.draw(3)
  const results = await Promise.all(
    Object.entries(BEHAVIOURS).map(async ([name, behaviour]) => {
      const errors = await tell(opened, name, behaviour, esims, attempt)
      return errors.map((error) => `a receiver that ${name}: ${error}`)
    }),
  )
  return [...results.flat(), ...opened.failures.map((failure) => `the emulator failed: ${failure}`)]
}

async function tell(
  { emulator, api }: TestEmulator,
  name: string,
  behaviour: Behaviour,
  esims: number,
  attempt: Attempt,
): Promise<string[]> {
  const key = name.replaceAll(' ', '-')
  const handle = emulator.organisation(key)
  const receiver = await listen(attempt, behaviour, handle)
  await handle.settings.change({ callbackUrl: receiver.url, callbackRetries: behaviour.isSlow ? 0 : RETRIES })
  for (let count = 0; count < (behaviour.isSlow ? 1 : esims); count++) {
    const iccid = await buyEsim(api.as(key), BUNDLES.uk)
    if (behaviour.isSlow) await handle.esims.attach(iccid, 'GB')
    else await handle.esims.use(iccid, { megabytes: 600 })
  }
  for (let day = 0; day < 3; day++) await advance(handle)
  return findErrors(handle, behaviour, receiver, attempt)
}

/** A day on. An advance says so when a receiver keeps what was sent before waiting: then it is asked for again. */
async function advance({ clock }: OrganisationHandle): Promise<void> {
  for (let time = 0; time < PATIENCE; time++) {
    try {
      await clock.advance('1d')
      return
    } catch (error) {
      if (!(error instanceof EmulatorError) || !WAITS.includes(error.code)) throw error
      await pause(PAUSE_MS)
    }
  }
  throw new Error(`an advance is refused ${PATIENCE} times while a receiver is slow`)
}

interface Receiver {
  readonly url: string
  readonly received: ReadonlyMap<string, number>
  readonly paths: ReadonlySet<string>
  /** What went wrong when it moved the clock. */
  readonly problems: readonly string[]
}

async function findErrors(
  { callbacks }: OrganisationHandle,
  { outcome }: Behaviour,
  { received, paths, problems }: Receiver,
  { count }: Attempt,
): Promise<string[]> {
  const listed = await callbacks.list({ limit: 10_000 })
  const errors = listed.flatMap(({ id, alertType, status, attempts, body }) => {
    count('callbacks')
    count('sendings', attempts.length)
    const was = `callback ${id} (${alertType}) is ${status} after ${JSON.stringify(attempts).slice(0, 300)}`
    const read = received.get(body) ?? 0
    return [
      ...(outcome !== 'any' && status !== outcome ? [was] : []),
      ...(outcome === 'delivered' && attempts.length !== 1 ? [`${was}, not after one sending`] : []),
      // A connection that is found to be closed may have carried a sending that nobody read.
      ...(read > attempts.length ? [`${was}, and was received ${read} times`] : []),
    ]
  })
  if (listed.length === 0) errors.push('nothing was told')
  if (paths.has('/elsewhere')) errors.push('a redirect was followed')
  return [...errors, ...problems]
}

/** Listens on a free port of loopback, and reads requests by hand. */
async function listen({ onEnd }: Attempt, { answer }: Behaviour, { clock }: OrganisationHandle): Promise<Receiver> {
  const received = new Map<string, number>()
  const paths = new Set<string>()
  const sockets = new Set<Socket>()
  const problems: string[] = []
  // Refused while a callback waits for this very receiver; that is told after a while, and soon enough to answer.
  const moveClock = () =>
    clock.advance('1s').catch((error) => {
      if (!(error instanceof EmulatorError) || error.status !== 409) throw error
    })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    let text = ''
    let number = 0
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
      for (let request = takeRequest(text); request; request = takeRequest(text)) {
        text = request.rest
        paths.add(request.path)
        const body = Buffer.from(request.body, 'latin1').toString()
        received.set(body, (received.get(body) ?? 0) + 1)
        Promise.resolve(answer(socket, number++, moveClock)).catch((error) => problems.push(String(error)))
      }
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`, received, paths, problems }
}

/** The first whole request of a text, and what comes after it. */
function takeRequest(text: string): { path: string; body: string; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0)
  const body = text.slice(end + 4, end + 4 + length)
  if (body.length < length) return undefined
  return { path: text.split(' ', 2)[1] ?? '', body, rest: text.slice(end + 4 + length) }
}
