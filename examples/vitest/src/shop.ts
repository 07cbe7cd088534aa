// Sells trips: buys a bundle on a new eSIM, and listens to how it is used. Nothing here knows of the emulator.

import { createHmac, timingSafeEqual } from 'node:crypto'

export interface ShopOptions {
  /** Ends with the version: https://api.esim-go.com/v2.4 */
  readonly baseUrl: string
  readonly apiKey: string
  readonly fetch?: typeof globalThis.fetch
  /** Waits between two tries. */
  readonly pause?: (milliseconds: number) => Promise<void>
}

export interface Trip {
  readonly iccid: string
  readonly bundle: string
  readonly orderReference: string
}

interface OrderAnswer {
  readonly orderReference: string
  readonly order: readonly { readonly item: string; readonly iccids?: readonly string[] }[]
}

const TRIES = 3
const PAUSE_MS = 500

export class Shop {
  readonly #options: ShopOptions
  readonly #handled = new Set<string>()
  /** The eSIMs whose customers should be asked whether they want more. */
  readonly nearlyEmpty: string[] = []

  constructor(options: ShopOptions) {
    this.#options = options
  }

  async balance(): Promise<number> {
    const { organisations } = (await this.#get('/organisation')) as { organisations: { balance: number }[] }
    return organisations[0]?.balance ?? 0
  }

  /**
   * Buys a bundle on a new eSIM. An order whose answer is lost may have been placed all the same, so before it is tried
   * again the last order is looked at.
   */
  async sell(bundle: string): Promise<Trip> {
    const before = await this.#lastOrder()
    const body = JSON.stringify({
      type: 'transaction',
      assign: true,
      order: [{ type: 'bundle', item: bundle, quantity: 1 }],
    })
    for (let tries = 1; ; tries++) {
      const answer = await this.#send('/orders', { method: 'POST', body }).catch(() => undefined)
      if (answer?.ok) return tripOf((await answer.json()) as OrderAnswer)
      if (answer && answer.status < 500)
        throw new Error(`the order was refused: ${answer.status} ${await answer.text()}`)
      const last = await this.#lastOrder()
      if (last && last.orderReference !== before?.orderReference) return tripOf(last)
      if (tries === TRIES) throw new Error(`no answer to the order after ${TRIES} tries`)
      await this.#pause(PAUSE_MS * tries)
    }
  }

  /** Handles a callback as it came: its raw body, and its X-Signature-SHA256. Returns the status to answer with. */
  receive(rawBody: Uint8Array, signature: string | undefined): number {
    const expected = createHmac('sha256', this.#options.apiKey).update(rawBody).digest()
    const given = Buffer.from(signature ?? '', 'base64')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 401
    const digest = expected.toString('hex')
    if (this.#handled.has(digest)) return 200
    this.#handled.add(digest)
    const { alertType, iccid, bundle } = JSON.parse(Buffer.from(rawBody).toString())
    if (alertType === 'Utilisation' && bundle.remainingQuantity <= bundle.initialQuantity * 0.2) {
      this.nearlyEmpty.push(iccid)
    }
    return 200
  }

  async #lastOrder(): Promise<OrderAnswer | undefined> {
    const { orders } = (await this.#get('/orders?limit=1')) as { orders: OrderAnswer[] }
    return orders[0]
  }

  async #get(path: string): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#send(path).catch(() => undefined)
      if (answer?.ok) return answer.json()
      if ((answer && answer.status < 500) || tries === TRIES)
        throw new Error(`${path}: ${answer?.status ?? 'no answer'}`)
      await this.#pause(PAUSE_MS * tries)
    }
  }

  #send(path: string, init: RequestInit = {}): Promise<Response> {
    const { baseUrl, apiKey, fetch = globalThis.fetch } = this.#options
    const headers = { 'X-API-Key': apiKey, 'Content-Type': 'application/json' }
    return fetch(`${baseUrl}${path}`, { ...init, headers, signal: AbortSignal.timeout(10_000) })
  }

  #pause(milliseconds: number): Promise<void> {
    const { pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = this.#options
    return pause(milliseconds)
  }
}

function tripOf({ orderReference, order: [line] }: OrderAnswer): Trip {
  const iccid = line?.iccids?.[0]
  if (!line || iccid === undefined) throw new Error(`order ${orderReference} has no eSIM`)
  return { iccid, bundle: line.item, orderReference }
}
