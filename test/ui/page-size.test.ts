import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { look, PAGES } from '../support/page.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

/** Bytes that a page may have, without the API docs. */
const LARGEST = 60_000

test('pages stay small with 5,000 eSIMs, and so does that of an eSIM to which much happened', async () => {
  const { emulator, api } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status: 500 }),
  })
  for (let count = 0; count < 5; count += 1) await emulator.esims.create({ count: 1_000 })
  const iccid = await buyEsim(api, BUNDLES.france)
  for (let count = 0; count < 12; count += 1) await buyEsim(api, BUNDLES.france, iccid)
  await emulator.esims.attach(iccid, 'FR')
  for (let count = 0; count < 150; count += 1) {
    await emulator.esims.use(iccid, { megabytes: 40 })
    await api.get(`/esims/${iccid}`)
    await emulator.clock.advance('50m')
    if (count % 10 === 0) await emulator.esims.attach(iccid, count % 20 === 0 ? 'US' : 'FR')
  }
  for (let count = 0; count < 60; count += 1) await buy(api, { item: BUNDLES.uk, quantity: 2 })
  const large = await buy(api, { item: BUNDLES.europe, quantity: 200, assign: true })
  await emulator.clock.advance({ by: '2d', undoable: true })
  const sizes = await Promise.all(
    [...PAGES, `/_emulator/ui/esims/${iccid}`, `/_emulator/ui/orders/${large.orderReference}`].map(async (path) => {
      const { status, html } = await look(emulator, path)
      return [path, status, Buffer.byteLength(html)] as const
    }),
  )
  expect(sizes.filter(([, status, bytes]) => status !== 200 || bytes > LARGEST)).toEqual([])
}, 60_000)
