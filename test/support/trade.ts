import type * as z from 'zod'
import type { Assignment } from '../../src/contract/esim-bundles.ts'
import type { InventoryBundle } from '../../src/contract/inventory.ts'
import type { Order } from '../../src/contract/orders.ts'
import type { Organisation } from '../../src/contract/organisation.ts'
import type { Api } from './api.ts'

export type WireOrder = z.infer<typeof Order>
export type WireAssignment = z.infer<typeof Assignment>

/** Well-known bundles: what each one is good for in a test. */
export const BUNDLES = {
  /** 1.36, routing profile 4, made on the newer platform. */
  uk: 'esim_1GB_7D_GB_V2',
  /** 1.59, of the same profile. */
  europe: 'esim_1GB_7D_REUP_V2',
  /** 1.17, routing profile 1: does not fit an eSIM of the others. */
  france: 'esim_1GB_7D_FR_V2',
  /** 6.54, routing profile 2, made on the older platform. */
  caribbean: 'esim_1GB_7D_RCA_V2',
  /** Refilled every 24 hours, for five days. */
  unlimited: 'esim_UL_5D_FR_V2',
  /** Twelve months, one assignment each. */
  year: 'esim_12GB_365D_GB_V2',
  /** Starts at its assignment, or at the start time that is asked for. */
  scheduled: 'esim_1GB_7D_IM_STARTS_AT_ASSIGNMENT',
  /** 93.067: three decimals. */
  threeDecimals: 'esim_50GB_90D_RAS_V2',
} as const

export interface Purchase {
  readonly item?: string
  readonly quantity?: number
  readonly assign?: boolean
  readonly iccids?: readonly string[]
  readonly allowReassign?: boolean
}

/** The body of an order of one line. */
export const orderBody = (
  { assign = false, item = BUNDLES.uk, quantity = 1, ...line }: Purchase,
  type = 'transaction',
) => ({
  type,
  assign,
  order: [{ type: 'bundle', item, quantity, ...line }],
})

const accepted = (answer: { status: number; text: string }): void => {
  if (answer.status !== 200) throw new Error(`refused with ${answer.status} ${answer.text}`)
}

/** Buys into the inventory or, with `assign`, onto eSIMs. */
export async function buy(api: Api, purchase: Purchase = {}): Promise<WireOrder> {
  const answer = await api.post('/orders', { body: orderBody(purchase) })
  accepted(answer)
  return answer.json
}

/** Buys one bundle on a new eSIM, or on the one named, and returns the eSIM's number. */
export async function buyEsim(api: Api, item: string = BUNDLES.uk, iccid?: string): Promise<string> {
  const order = await buy(api, { item, assign: true, ...(iccid === undefined ? {} : { iccids: [iccid] }) })
  return order.order[0]?.iccids?.[0] as string
}

/** An order as its list and its detail show it: as it was answered, and with the balance that it left. */
export const pastOrder = (order: WireOrder, runningBalance: number): WireOrder => ({ ...order, runningBalance })

export async function getOrganisation(api: Api): Promise<z.infer<typeof Organisation>> {
  return (await api.get('/organisation')).json.organisations[0]
}

export const getBalance = async (api: Api): Promise<number> => (await getOrganisation(api)).balance

export async function getInventory(api: Api): Promise<z.infer<typeof InventoryBundle>[]> {
  return (await api.get('/inventory')).json.bundles
}

/** How many units of a bundle are in the inventory. */
export async function countStock(api: Api, item: string): Promise<number> {
  const bundle = (await getInventory(api)).find(({ name }) => name === item)
  return (bundle?.available ?? []).reduce((sum, { remaining }) => sum + remaining, 0)
}

/** Every assignment an eSIM ever had, newest first within its bundle. */
export async function getAssignments(api: Api, iccid: string): Promise<WireAssignment[]> {
  const { json } = await api.get(`/esims/${iccid}/bundles?includeUsed=true&limit=200`)
  return json.bundles.flatMap((bundle: { assignments: WireAssignment[] }) => bundle.assignments)
}

/** Everything that can be seen of an organisation through its API. */
export async function observe(api: Api) {
  const [organisation, inventory, esims, orders] = await Promise.all([
    api.get('/organisation'),
    api.get('/inventory?perPage=10000'),
    api.get('/esims?perPage=100'),
    api.get('/orders?limit=10000'),
  ])
  const iccids: string[] = esims.json.esims.map((esim: { iccid: string }) => esim.iccid)
  const each = await Promise.all(
    iccids.flatMap((iccid) =>
      ['', '/bundles?includeUsed=true&limit=200', '/history?perPage=1000', '/location'].map((part) =>
        api.get(`/esims/${iccid}${part}`),
      ),
    ),
  )
  return [organisation, inventory, esims, orders, ...each].map(({ json }) => json)
}
