import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findLedgerErrors } from '../test/support/laws/books.ts'
import { findCallbackErrors, findLosses } from '../test/support/laws/survival.ts'
import { buyEsim, orderBody } from '../test/support/trade.ts'
import { connect, createKnown, type Known, note } from './clients.ts'
import { startSoundEmulator } from './process.ts'
import { startReceiver } from './receiver.ts'
import type { Attempt, Round } from './round.ts'
import { settleCallbacks } from './settle.ts'

const DISK_MB = 12
/** Orders until the disk of that size must have refused one. */
const MOST_ORDERS = 3_000

/** A small disk that fills up under orders, and has room again after a while; then a kill. */
export const fullDisk: Round = {
  name: 'full-disk',
  law: 'a full disk is told, loses nothing that was answered, and all goes on when there is room',
  triesPerMinute: 2,
  unavailable: () => (canMount() ? undefined : 'skipped: no tmpfs can be mounted here'),
  run: attack,
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'torture-mount-'))
  try {
    mount(folder)
    unmount(folder)
    return true
  } catch {
    return false
  } finally {
    rmdirSync(folder)
  }
}

const mount = (folder: string): void =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], { stdio: 'ignore' })
const unmount = (folder: string): void => void execFileSync('umount', [folder], { stdio: 'ignore' })

async function attack(attempt: Attempt): Promise<string[]> {
  const disk = join(attempt.folder, 'disk')
  mkdirSync(disk)
  mount(disk)
  attempt.onEnd(() => unmount(disk))
  const receiver = await startReceiver(attempt, () => 200)
  const mode = attempt.pick(['auto', 'manual'])
  const args = ['--db', join(disk, 'state.db'), '--clock', mode, '--callback-url', receiver.url]
  const known = createKnown('first')
  const emulator = await startSoundEmulator(attempt, args)
  const { api, handle } = connect(emulator.url, known.apiKey)
  const iccid = await buyEsim(api)
  known.sent.orders += 1
  await handle.settings.change({ balance: 100_000 })
  await handle.esims.setUsagePlan(iccid, { megabytesPerDay: 500, country: 'GB' })

  fill(join(disk, 'filler'), attempt.draw(2_000_000))
  const errors = await orderUntilRefused(emulator.url, known, attempt)
  errors.push(...(await readWhileFull(emulator.url, known, mode)))
  rmSync(join(disk, 'filler'))
  await orderSome(emulator.url, known, errors)
  if (attempt.draw(2) === 0) {
    await emulator.kill('SIGKILL')
    const again = connect((await startSoundEmulator(attempt, args)).url, known.apiKey)
    return [...errors, ...(await findErrors(again, known, receiver.received))]
  }
  return [...errors, ...(await findErrors({ api, handle }, known, receiver.received))]
}

/** Leaves so many bytes of a disk free. */
function fill(file: string, free: number): void {
  const out = openSync(file, 'w')
  const block = Buffer.alloc(4_096)
  try {
    for (;;) writeSync(out, block)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(out)
  }
  truncateSync(file, Math.max(0, statSync(file).size - free))
}

async function raw(url: string, { apiKey }: Known, path: string, body?: unknown): Promise<Response> {
  return fetch(`${url}/v2.4${path}`, {
    headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
}

/** Each answer is an order, or says in its form that the disk is full. */
async function orderUntilRefused(url: string, known: Known, { count }: Attempt): Promise<string[]> {
  for (let number = 0; number < MOST_ORDERS; number++) {
    known.sent.orders += 1
    const response = await raw(url, known, '/orders', orderBody({ assign: true, quantity: 3 }))
    const text = await response.text()
    count('orders')
    if (response.status === 200) {
      note(known, response.headers, response.status, JSON.parse(text))
      continue
    }
    count('refusals')
    const reason = response.headers.get('emulator-reason')
    return reason === 'storage-full'
      ? []
      : [`a full disk is answered ${response.status} ${text}, Emulator-Reason ${reason}`]
  }
  return [`${MOST_ORDERS} orders fit on the disk: make it smaller`]
}

/** What is read needs no room, unless a clock runs and something is due that has to be written first: that is told as such. */
async function readWhileFull(url: string, known: Known, mode: string): Promise<string[]> {
  const errors: string[] = []
  for (const path of ['/organisation', '/orders?limit=5', '/esims']) {
    const { status, headers } = await raw(url, known, path)
    const reason = headers.get('emulator-reason')
    const isTold = mode === 'auto' && reason === 'storage-full'
    if (status !== 200 && !isTold) errors.push(`with a full disk GET ${path} is answered ${status}, ${reason}`)
  }
  return errors
}

async function orderSome(url: string, known: Known, errors: string[]): Promise<void> {
  for (let number = 0; number < 5; number++) {
    known.sent.orders += 1
    const response = await raw(url, known, '/orders', orderBody({ assign: true }))
    const text = await response.text()
    if (response.status === 200) note(known, response.headers, response.status, JSON.parse(text))
    else errors.push(`with room again an order is answered ${response.status} ${text}`)
  }
}

async function findErrors(
  { api, handle }: ReturnType<typeof connect>,
  known: Known,
  received: ReadonlyMap<string, number>,
): Promise<string[]> {
  await settleCallbacks(handle)
  return [
    ...(await findLosses(api, known)),
    ...(await findLedgerErrors(handle)),
    ...(await findCallbackErrors(handle, received)),
  ]
}
