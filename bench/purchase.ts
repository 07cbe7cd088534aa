import { API_KEY, type Server } from './servers.ts'

/** One unit of the cheapest bundle on a new eSIM. */
export const ORDER = JSON.stringify({
  type: 'transaction',
  assign: true,
  order: [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }],
})

/** A new organisation can pay for this many of them. */
export const ORDERS_PER_ORGANISATION = 800

/** Orders one and returns the ICCID of its eSIM. */
export async function buyEsim(emulator: Server): Promise<string> {
  const response = await fetch(`${emulator.url}/v2.4/orders`, {
    method: 'POST',
    headers: { 'X-API-Key': API_KEY, 'Content-Type': 'application/json' },
    body: ORDER,
  })
  const { order } = (await response.json()) as { order: { iccids: string[] }[] }
  const iccid = order[0]?.iccids[0]
  if (iccid === undefined) throw new Error('the order brought no eSIM')
  return iccid
}
