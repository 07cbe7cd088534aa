import { systemClock } from '../../src/clock/system-clock.ts'
import { createEmulator, type Emulator } from '../../src/emulator.ts'

const FRANCE = 'esim_1GB_7D_FR_V2'
const EUROPE = 'esim_3GB_30D_REUP_V2'

/** The pages that show one thing: each by the menu item that it belongs to, with the thing that the story is about. */
export interface World {
  readonly emulator: Emulator
  readonly items: Readonly<Record<string, string>>
}

/**
 * Opens the world of the pictures: a month of trade and a traveller in the middle of a trip. A receiver was down for a
 * day, so that callbacks failed, a fault is in force, and one order was refused. It is the same at each run.
 */
export async function openWorld(): Promise<World> {
  const receiver = { isDown: false }
  const emulator = await createEmulator({
    seed: 7,
    scenario: 'busy-reseller',
    clock: 'manual',
    // Where the pictures show the machine's time, it stands still.
    systemClock: { ...systemClock, now: () => Date.UTC(2026, 0, 1, 9) },
    callbackFetch: async () =>
      receiver.isDown ? new Response('{"error":"down"}', { status: 503 }) : new Response('{"received":true}'),
  })
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:3000/esim' })
  const call = async (method: string, path: string, body?: unknown) => {
    const request = new Request(`http://emulator/v2.4${path}`, {
      method,
      headers: { 'X-API-Key': emulator.apiKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return (await emulator.fetch(request)).json()
  }
  const order = (item: string, quantity: number, fields: object) =>
    call('POST', '/orders', { type: 'transaction', ...fields, order: [{ type: 'bundle', item, quantity }] })

  await emulator.snapshots.take('before-the-trip')
  await call('GET', '/catalogue?countries=FR&perpage=10')
  await order(EUROPE, 3, { assign: false })
  const bought = await order(FRANCE, 1, { assign: true })
  const iccid: string = bought.order[0].iccids[0]
  await call('PUT', '/esims', { iccid, customerRef: 'traveller-17' })
  await emulator.esims.giveMsisdn(iccid, '447700900117')
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await emulator.clock.advance('18h')

  receiver.isDown = true
  await call('POST', `/esims/${iccid}/sms`, { from: 'eSIM', message: 'Welcome to France' })
  await emulator.clock.advance('1d')
  receiver.isDown = false

  await order(FRANCE, 999, { assign: false })
  await emulator.faults.add({
    match: { operationId: 'createOrder' },
    phase: 'after',
    fault: { type: 'status', status: 503 },
    times: 2,
  })
  await order(FRANCE, 1, { assign: true })
  await emulator.catalogue.change(FRANCE, { price: 1.29, at: '+3d' })
  await call('GET', '/esims/8943108165999999999')
  await emulator.clock.advance({ by: '1d', undoable: true })
  await call('GET', `/esims/${iccid}/bundles`)
  await call('GET', `/esims/${iccid}`)

  const [failed] = await emulator.callbacks.list({ status: 'failed', limit: 1 })
  const [refused] = await emulator.requests.list({ status: 503, limit: 1 })
  return {
    emulator,
    items: {
      esims: iccid,
      catalogue: FRANCE,
      callbacks: String(failed?.id ?? 1),
      journal: String(refused?.id ?? 1),
      orders: bought.orderReference,
    },
  }
}
