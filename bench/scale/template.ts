import { createEmulator } from '../built.ts'
import { API_KEY } from '../servers.ts'
import { buyEsims } from '../trade.ts'

/** How many eSIMs the template has: the smallest world. */
export const TEMPLATE_ESIMS = 1_000

const EXPIRED = 300
const CURRENT = TEMPLATE_ESIMS - EXPIRED
const PER_ORDER = 10
const STOCK = ['esim_1GB_7D_GB_V2', 'esim_1GB_7D_REUP_V2', 'esim_1GB_7D_FR_V2']

/** A day, in which the copies of the template are placed: none is later than where the clock stands. */
const ROOM_FOR_COPIES = '1d'

/**
 * Makes a file with one organisation that has traded for nine days: orders of ten, eSIMs in use, used up, expired and
 * deleted, customer references, callbacks that were delivered, messages, stock and movements of money.
 */
export async function makeTemplate(file: string): Promise<void> {
  const emulator = await createEmulator({
    db: file,
    apiKeys: [API_KEY],
    start: '2026-01-01T00:00:00Z',
    callbackUrl: 'http://localhost:9/',
    callbackFetch: async () => new Response('{}'),
  })
  const expired = await buyEsims(emulator, 'esim_1GB_7D_FR_V2', EXPIRED, PER_ORDER)
  for (const iccid of expired.slice(0, 200)) await emulator.esims.attach(iccid, 'FR')
  for (const iccid of expired.slice(0, 100)) await emulator.esims.use(iccid, { megabytes: 400 })
  await emulator.clock.advance('8d')
  const current = await buyEsims(emulator, 'esim_1GB_7D_REUP_V2', CURRENT, PER_ORDER)
  for (const iccid of current.slice(0, 350)) await emulator.esims.attach(iccid, 'DE')
  for (const iccid of current.slice(0, 50)) await emulator.esims.use(iccid, { megabytes: 1_000 })
  const call = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await emulator.fetch(
      new Request(`http://emulator${path}`, {
        method,
        headers: { 'X-API-Key': emulator.apiKey },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    )
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }
  for (const [index, iccid] of [...expired, ...current].entries()) {
    await call('PUT', '/v2.4/esims', { iccid, customerRef: `Traveller-${String(index).padStart(4, '0')}` })
  }
  for (const iccid of current.slice(0, 20)) await call('POST', `/v2.4/esims/${iccid}/sms`, { message: 'Welcome!' })
  for (const iccid of expired.slice(-10)) await call('DELETE', `/v2.5/esims/${iccid}`)
  for (const item of STOCK) {
    await call('POST', '/v2.4/orders', {
      type: 'transaction',
      assign: false,
      order: [{ type: 'bundle', item, quantity: 20 }],
    })
  }
  await call('POST', '/v2.4/organisation/balance?amount=1000')
  await emulator.settings.change({ balance: 100_000, callbackUrl: '' })
  await emulator.clock.advance(ROOM_FOR_COPIES)
  await emulator.close()
}
