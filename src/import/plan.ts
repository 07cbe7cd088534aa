/** Calls of one eSIM. */
export const CALLS_PER_ESIM = 4

/** The calls of an import, in their order. `{page}` counts from 1 to the last. */
export const CALLS = {
  organisation: '/organisation',
  groups: '/organisation/groups',
  catalogue: '/catalogue?perPage=500',
  networks: '/networks?returnAll=true',
  inventory: '/inventory?perPage=500',
  orders: '/orders?includeIccids=true&limit=500',
  esims: '/esims?perPage=100',
} as const

export const esimCalls = (iccid: string) => ({
  details: `/esims/${iccid}`,
  bundles: `/esims/${iccid}/bundles?includeUsed=true&limit=200`,
  location: `/esims/${iccid}/location`,
  history: `/esims/${iccid}/history?perPage=500`,
})

const PAGED: readonly string[] = [CALLS.catalogue, CALLS.inventory, CALLS.orders, CALLS.esims]

/** The plan, a call a line. */
export const describePlan = (): string[] => [
  ...Object.values(CALLS).map((path) => `GET ${path}${PAGED.includes(path) ? '&page={page}' : ''}`),
  ...Object.entries(esimCalls('{iccid}')).map(
    ([name, path]) => `GET ${path}${name === 'history' ? '&page={page}' : ''}`,
  ),
]
