import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator } from './built.ts'
import type { Row } from './measurement.ts'
import { buyEsims } from './trade.ts'

const CALLBACKS = 1_000
const LEAST_PER_SECOND = 2_000

/** First attachments of as many eSIMs, told to a receiver on this machine. */
export async function measureCallbacks(): Promise<Row> {
  const receiver = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('{}'))
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const emulator = await createEmulator()
  const iccids = await buyEsims(emulator, 'esim_1GB_7D_FR_V2', CALLBACKS)
  await emulator.settings.change({ callbackUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` })
  const begun = performance.now()
  for (const iccid of iccids) await emulator.esims.attach(iccid, 'FR')
  await emulator.clock.advance('1s')
  const seconds = (performance.now() - begun) / 1_000
  const delivered = await emulator.callbacks.list({ status: 'delivered', limit: 10_000 })
  const perSecond = delivered.length / seconds
  await emulator.close()
  receiver.close()
  return {
    what: `${CALLBACKS} callbacks, caused and delivered`,
    emulator: `${perSecond.toFixed(0)}/s`,
    bare: '',
    ratio: `${delivered.length} in ${seconds.toFixed(2)} s`,
    target: `>= ${LEAST_PER_SECOND}/s`,
    met: perSecond >= LEAST_PER_SECOND,
  }
}
