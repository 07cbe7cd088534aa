import { setTimeout as pause } from 'node:timers/promises'
import { orderBody } from '../test/support/trade.ts'
import { isBroken } from './clients.ts'
import type { EmulatorProcess } from './process.ts'

/** How long a process has to end after it broke a connection. */
const ENDING_MS = 30_000

const VENDOR = [
  '/organisation',
  '/inventory',
  '/esims?perPage=100',
  '/orders?limit=1000',
  '/catalogue?perPage=5',
  '/networks?isos=GB',
]
const CONTROL = [
  'clock',
  'events',
  'esims',
  'callbacks',
  'ledger',
  'requests',
  'sms',
  'faults',
  'snapshots',
  'state',
  'organisation',
  'orders',
]
const PAGES = [
  '',
  'ui/esims',
  'ui/orders',
  'ui/inventory',
  'ui/callbacks',
  'ui/journal',
  'ui/faults',
  'ui/worlds',
  'ui/organisation',
]

/**
 * Reads everything that a running emulator shows to a key, and buys something. Returns each answer that is a failure of
 * the emulator; an emulator that ends meanwhile fails nothing here.
 */
export async function readAll({ url, hasEnded, ended }: EmulatorProcess, apiKey: string): Promise<string[]> {
  const failures: string[] = []
  const ask = async (path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${url}${path}`, {
      headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.status >= 500) failures.push(`${path} is answered ${response.status} ${text.slice(0, 200)}`)
    return text
  }
  try {
    for (const path of VENDOR) await ask(`/v2.4${path}`)
    for (const path of CONTROL) await ask(`/_emulator/${path}`)
    for (const path of PAGES) await ask(`/_emulator/${path}`)
    const iccids = new Set((await ask('/v2.4/esims?perPage=100')).match(/\b\d{19}\b/g))
    for (const iccid of [...iccids].slice(0, 12)) {
      for (const part of ['', '/bundles?includeUsed=true', '/history', '/location'])
        await ask(`/v2.4/esims/${iccid}${part}`)
      await ask(`/_emulator/esims/${iccid}/timeline`)
    }
    await ask('/v2.4/orders', orderBody({ assign: true }))
    await ask('/_emulator/clock/advance', { by: '30d' })
  } catch (error) {
    if (!isBroken(error)) throw error
    await Promise.race([ended, pause(ENDING_MS)])
    if (!hasEnded()) failures.push('a connection broke, and the emulator goes on')
  }
  return failures
}
