import { type Call, type Client, HABITS, type Habits } from './client.ts'
import { type Answer, type Decoded, decode } from './decoders.ts'

export const BUNDLE = 'esim_1GB_7D_FR_V2'

/** What a day comes to. Whoever works it must come to the same, ids included: an emulator invents nothing twice. */
export interface Figures {
  readonly onSale: { readonly rows: number; readonly price: number; readonly megabytes: number }
  readonly quote: { readonly valid: boolean; readonly total: number }
  readonly sale: { readonly reference: string; readonly message: string; readonly total: number }
  /** Each `iccid matchingId host`: as the order says it, then JSON, CSV, and the eSIM's own page. */
  readonly install: readonly string[]
  /** The eSIMs of which the ZIP has a QR code. */
  readonly qrCodes: readonly string[]
  readonly onEsim: readonly string[]
  readonly history: readonly string[]
  /** In the inventory after buying two, applying one, revoking it, and the refund. */
  readonly stock: readonly number[]
  /** In the morning, after the sale, after stocking, and after the refund. */
  readonly balances: readonly number[]
  readonly said: readonly string[]
  readonly orders: readonly string[]
  readonly refusal: string
}

/** A reseller's day: sell one, deliver it, look after it, stock two, apply one, take it back, and have both refunded. */
export async function workADay({ send }: Client, habits: Habits = HABITS): Promise<Figures> {
  const ask = async <Name extends Answer>(name: Name, call: Omit<Call, 'form'>): Promise<Decoded<Name>> => {
    const { status, value } = await send({ form: 'json', ...call })
    if (status !== 200) throw new Error(`${name}: refused with ${status} ${errorText(value)}`)
    return decode(name, value)
  }
  const orderBody = (type: string, line: { readonly item: string; readonly quantity: number }, assign: boolean) => ({
    type,
    assign: assign && habits.assign,
    [habits.orderKey]: [{ type: 'bundle', ...line }],
  })
  const getBalance = async () => (await ask('organisation', get('/organisation'))).organisations[0]?.balance ?? 0
  const getStock = async () =>
    (await ask('inventory', get('/inventory'))).bundles
      .filter(({ name }) => name === BUNDLE)
      .flatMap(({ available }) => available)
  const countStock = async () => (await getStock()).reduce((sum, { remaining }) => sum + remaining, 0)

  const morning = await getBalance()
  const catalogue = await ask('catalogue', get('/catalogue', { countries: 'FR', perPage: '100', limit: '5' }))
  const bundle = the(catalogue.bundles.find(({ name }) => name === BUNDLE))
  const line = { item: bundle.name, quantity: 1, iccids: [''] }
  const quote = await ask('quote', post('/orders', orderBody('validate', line, true)))

  const order = await ask('order', post('/orders', orderBody('transaction', line, true)))
  const sold = the(order.order[0]?.esims?.[0])
  const afterSale = await getBalance()

  const assignments = get('/esims/assignments', { reference: order.orderReference })
  const [inJson] = await ask('install', {
    ...assignments,
    ...(habits.acceptJson === undefined ? {} : { accept: habits.acceptJson }),
  })
  const inCsv = (await send({ ...assignments, form: 'csv', accept: 'text/csv' })).value as string[][]
  const inZip = (await send({ ...assignments, form: 'zip', accept: 'application/zip' })).value as string[]
  const esim = await ask('esim', get(`/esims/${sold.iccid}`))

  const onEsim = await ask('bundles', get(`/esims/${sold.iccid}/bundles`, { includeUsed: 'true', limit: '200' }))
  const history = await ask('history', get(`/esims/${sold.iccid}/history`))

  const stocked = await ask('order', post('/orders', orderBody('transaction', { item: BUNDLE, quantity: 2 }, false)))
  const afterStocking = await getBalance()
  const usageId = the((await getStock())[0]?.id)
  const stock = [await countStock()]
  const applied = await ask('applied', post('/esims/apply', { [habits.applyKey]: BUNDLE }))
  const second = the(applied.esims[0])
  stock.push(await countStock())
  const revoked = await ask('done', { method: 'DELETE', path: `/esims/${second.iccid}/bundles/${BUNDLE}` })
  stock.push(await countStock())
  const refunded = await ask('done', post('/inventory/refund', { usageId, quantity: 2 }))
  stock.push(await countStock())

  const { orders } = await ask('orders', get('/orders', { limit: '10' }))
  const refused = await send({
    ...post('/orders', orderBody('transaction', { item: 'esim_none', quantity: 1 }, true)),
    form: 'json',
  })
  return {
    onSale: { rows: catalogue.rows, price: bundle.price, megabytes: bundle.dataAmount },
    quote: { valid: quote.valid, total: quote.total },
    sale: { reference: order.orderReference, message: order.statusMessage, total: order.total },
    install: [
      [sold.iccid, sold.matchingId, sold.smdpAddress],
      [inJson?.iccid, inJson?.matchingId, inJson?.rspUrl],
      inCsv[1]?.slice(0, 3) ?? [],
      [esim.iccid, esim.matchingId, esim.smdpAddress],
    ].map((parts) => parts.join(' ')),
    qrCodes: inZip.filter((name) => name.endsWith('.png')).map((name) => name.slice(0, -'.png'.length)),
    onEsim: onEsim.bundles.flatMap(({ name, assignments }) =>
      assignments.map(({ bundleState, remainingQuantity }) => `${name} ${bundleState} ${remainingQuantity}`),
    ),
    history: history.actions.map(({ name, bundleName }) => `${name} ${bundleName}`),
    stock,
    balances: [morning, afterSale, afterStocking, await getBalance()],
    said: [stocked.statusMessage, second.status, revoked.status, refunded.status],
    orders: orders.map(({ order, total, runningBalance }) => `${order[0]?.type} ${total} ${runningBalance}`),
    refusal: `${refused.status} ${errorText(refused.value)}`,
  }
}

const get = (path: string, query: Readonly<Record<string, string>> = {}) => ({ method: 'GET' as const, path, query })
const post = (path: string, body: unknown) => ({ method: 'POST' as const, path, body })

/** Why something was refused, where clients look for it. */
export function errorText(value: unknown): string {
  const { message, error, detail } = value as Record<string, string | undefined>
  return message ?? error ?? detail ?? JSON.stringify(value)
}

/** What an answer must have for the day to go on. */
export function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the day cannot go on: the answer does not have it')
  return value
}
