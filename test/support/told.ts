import { verifySignature } from '../../src/callbacks/sign.ts'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { createTestEmulator, type TestEmulator } from './emulator.ts'
import { createReceiver, RECEIVER_URL, type Received } from './receiver.ts'
import { buyEsim } from './trade.ts'

export const SIGNATURE = 'X-Signature-SHA256'

/** An emulator and the receiver that it tells everything. */
export async function createTold(reply?: Parameters<typeof createReceiver>[0], options: EmulatorOptions = {}) {
  const receiver = createReceiver(reply)
  const created = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch, ...options })
  return { ...created, receiver }
}

/** Uses one bundle up, on an eSIM of its own. */
export async function useUp({ emulator, api }: TestEmulator): Promise<string> {
  const iccid = await buyEsim(api)
  await emulator.esims.use(iccid, { megabytes: 1_000 })
  return iccid
}

/** What is told of a bundle that is used up, in its order. */
export const TOLD = ['FirstAttachment', 'FirstUse', 'Utilisation', 'Utilisation', 'Utilisation']

export const typesOf = (bodies: readonly { alertType: string }[]) => bodies.map(({ alertType }) => alertType)
export const isGenuine = ({ body, headers }: Received, key: string) => verifySignature(body, headers[SIGNATURE], key)
