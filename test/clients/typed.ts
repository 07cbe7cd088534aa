import createClient from 'openapi-fetch'
import type { Account } from './client.ts'
import { BUNDLE, errorText, type Figures, the } from './day.ts'
import { READERS } from './forms.ts'
import type { paths } from './generated/vendor.d.ts'

/**
 * The same day with a client generated from our own OpenAPI document. It is written out, since the point is that the
 * compiler knows each path, parameter, body and field: were the document wrong, this would not compile.
 */
export async function workATypedDay({ baseUrl, apiKey }: Account): Promise<Figures> {
  const api = createClient<paths>({ baseUrl, headers: { 'X-API-Key': apiKey } })
  const getBalance = async (): Promise<number> => {
    const { data } = await api.GET('/organisation')
    return the(data?.organisations[0]?.balance)
  }
  const getStock = async () =>
    the((await api.GET('/inventory')).data).bundles.find(({ name }) => name === BUNDLE)?.available ?? []
  const countStock = async (): Promise<number> => (await getStock()).reduce((sum, { remaining }) => sum + remaining, 0)
  const order = async (line: { item: string; quantity: number }, assign: boolean) => {
    const { data } = await api.POST('/orders', {
      body: { type: 'transaction', assign, order: [{ type: 'bundle', ...line }] },
    })
    const placed = the(data)
    if (!('orderReference' in placed)) throw new Error('a transaction was answered like a validation')
    return placed
  }

  const morning = await getBalance()
  const { data: catalogue } = await api.GET('/catalogue', { params: { query: { countries: 'FR', perPage: 100 } } })
  const bundle = the(catalogue?.bundles.find(({ name }) => name === BUNDLE))
  const { data: quote } = await api.POST('/orders', {
    body: { type: 'validate', assign: true, order: [{ type: 'bundle', item: bundle.name, quantity: 1 }] },
  })
  if (!quote || !('valid' in quote)) throw new Error('a validation was answered like a transaction')

  const sale = await order({ item: bundle.name, quantity: 1 }, true)
  const sold = the(sale.order[0]?.esims?.[0])
  const afterSale = await getBalance()

  const params = { query: { reference: [sale.orderReference] } }
  const json = await api.GET('/esims/assignments', { params, headers: { Accept: 'application/json' } })
  if (typeof json.data !== 'object') throw new Error('the install details are not JSON')
  const [inJson] = json.data
  const csv = await api.GET('/esims/assignments', { params, parseAs: 'arrayBuffer' })
  const inCsv = READERS.csv(new Uint8Array(the(csv.data))) as string[][]
  const zip = await api.GET('/esims/assignments', {
    params,
    headers: { Accept: 'application/zip' },
    parseAs: 'arrayBuffer',
  })
  const inZip = (await READERS.zip(new Uint8Array(the(zip.data)))) as string[]

  const path = { iccid: sold.iccid }
  const esim = the((await api.GET('/esims/{iccid}', { params: { path } })).data)
  const onEsim = the((await api.GET('/esims/{iccid}/bundles', { params: { path, query: { limit: 200 } } })).data)
  const history = the((await api.GET('/esims/{iccid}/history', { params: { path } })).data)

  const stocked = await order({ item: BUNDLE, quantity: 2 }, false)
  const afterStocking = await getBalance()
  const usageId = the((await getStock())[0]?.id)
  const stock = [await countStock()]
  const applied = await api.POST('/esims/apply', { body: { bundle: BUNDLE } })
  const second = the(applied.data?.esims[0])
  stock.push(await countStock())
  const revoked = await api.DELETE('/esims/{iccid}/bundles/{name}', {
    params: { path: { iccid: second.iccid, name: BUNDLE } },
  })
  stock.push(await countStock())
  const refunded = await api.POST('/inventory/refund', { body: { usageId, quantity: 2 } })
  stock.push(await countStock())

  const orders = the((await api.GET('/orders', { params: { query: { limit: 10 } } })).data).orders
  const refused = await api.POST('/orders', {
    body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: 'esim_none', quantity: 1 }] },
  })
  return {
    onSale: { rows: the(catalogue).rows, price: bundle.price, megabytes: bundle.dataAmount },
    quote: { valid: quote.valid, total: quote.total },
    sale: { reference: sale.orderReference, message: sale.statusMessage, total: sale.total },
    install: [
      `${sold.iccid} ${sold.matchingId} ${sold.smdpAddress}`,
      `${inJson?.iccid} ${inJson?.matchingId} ${inJson?.rspUrl}`,
      the(inCsv[1]).slice(0, 3).join(' '),
      `${esim.iccid} ${esim.matchingId} ${esim.smdpAddress}`,
    ],
    qrCodes: inZip.flatMap((name) => /^(.*)\.png$/.exec(name)?.slice(1) ?? []),
    onEsim: onEsim.bundles.flatMap(({ name, assignments }) =>
      assignments.map((assignment) => `${name} ${assignment.bundleState} ${assignment.remainingQuantity}`),
    ),
    history: history.actions.map(({ name, bundleName }) => `${name} ${bundleName}`),
    stock,
    balances: [morning, afterSale, afterStocking, await getBalance()],
    said: [stocked.statusMessage, second.status, the(revoked.data?.status), the(refunded.data?.status)],
    orders: orders.map(({ order: [line], total, runningBalance }) => `${line?.type} ${total} ${runningBalance}`),
    refusal: `${refused.response.status} ${errorText(refused.error)}`,
  }
}
