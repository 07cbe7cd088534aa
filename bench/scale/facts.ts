import { SAMPLES } from '../../src/contract/examples/samples.ts'
import { API_KEY } from '../servers.ts'
import { askJson } from './client.ts'

/** What an organisation has that calls can name; from its middle, where it is as far as can be from both ends. */
export interface Facts {
  readonly apiKey: string
  /** How many eSIMs are in the account. */
  readonly esims: number
  readonly iccid: string
  readonly matchingId: string
  readonly orderReference: string
  readonly assignmentId: string
  readonly bundle: string
  readonly stocked: string
  readonly usageId: string
  readonly callbackId: string
  readonly requestId: string
  readonly faultId: string
  /** Where half of the account is later. */
  readonly middle: string
}

/** A customer reference contains this; in a larger world as many as it is larger. */
export const PART_OF_REFERENCE = 'ELLER-0555'

/** Asks a running emulator. */
export async function findFacts(url: string): Promise<Facts> {
  const { pageCount, rows } = await askJson<{ pageCount: number; rows: number }>(`${url}/v2.4/esims?perPage=10`)
  const page = Math.max(1, pageCount >> 1)
  const { esims } = await askJson<{ esims: { iccid: string; assignedDate: string }[] }>(
    `${url}/v2.4/esims?perPage=10&page=${page}`,
  )
  const { iccid, assignedDate } = esims[0] as { iccid: string; assignedDate: string }
  const { matchingId } = await askJson<{ matchingId: string }>(`${url}/v2.4/esims/${iccid}`)
  const { bundles } = await askJson<{ bundles: { name: string; assignments: { id: string }[] }[] }>(
    `${url}/v2.4/esims/${iccid}/bundles?includeUsed=true`,
  )
  const orders = await askJson<{ pageCount: number }>(`${url}/v2.4/orders?limit=1`)
  const middleOrder = await askJson<{ orders: { orderReference: string }[] }>(
    `${url}/v2.4/orders?limit=1&page=${orders.pageCount >> 1}`,
  )
  const stock = await askJson<{ bundles: { name: string; available: { id: number }[] }[] }>(`${url}/v2.4/inventory`)
  const callbacks = `${url}/_emulator/callbacks?limit=1`
  const newest = await askJson<{ callbacks: { id: number }[] }>(callbacks)
  const before = ((newest.callbacks[0]?.id ?? 0) >> 1) + 1
  const middle = await askJson<{ callbacks: { id: number }[] }>(`${callbacks}&before=${before}`)
  const { requests } = await askJson<{ requests: { id: number }[] }>(`${url}/_emulator/requests?limit=1`)
  return {
    apiKey: API_KEY,
    esims: rows,
    iccid,
    matchingId,
    orderReference: middleOrder.orders[0]?.orderReference ?? '',
    assignmentId: bundles[0]?.assignments[0]?.id ?? '',
    bundle: bundles[0]?.name ?? '',
    stocked: stock.bundles[0]?.name ?? '',
    usageId: String(stock.bundles[0]?.available[0]?.id ?? ''),
    callbackId: String(middle.callbacks[0]?.id ?? ''),
    requestId: String(requests[0]?.id ?? 1),
    faultId: SAMPLES.faultId,
    middle: assignedDate,
  }
}
