import { compare } from './load.ts'
import type { Row } from './measurement.ts'
import { ORDER, ORDERS_PER_ORGANISATION } from './purchase.ts'
import type { Server } from './servers.ts'

const LEAST = 0.25
const WARM_UP = { amount: 2_000 }
const ROUND = { amount: 3_000 }

/** POST /orders with assignment to a new eSIM, in memory: one transaction each. */
export async function measurePlaceOrder(emulator: Server): Promise<Row> {
  let orders = 0
  // When one organisation's money is gone, the next one orders.
  const apiKey = () => `bench-${Math.floor(orders++ / ORDERS_PER_ORGANISATION)}`
  const load = { method: 'POST', path: '/v2.4/orders', body: ORDER, apiKey } as const
  const rates = await compare(emulator, load, ROUND, WARM_UP)
  const ratio = rates.emulator / rates.bare
  return {
    what: 'POST /orders, assigned to a new eSIM',
    emulator: `${rates.emulator.toFixed(0)}/s`,
    bare: `${rates.bare.toFixed(0)}/s`,
    ratio: `${(ratio * 100).toFixed(0)}%`,
    target: `>= ${LEAST * 100}%`,
    met: ratio >= LEAST,
  }
}
