import { OPERATIONS } from '../contract/operations.ts'

/** Names that a call can use, found in earlier answers of the same service. */
export const FINDABLE = {
  iccid: /^\d{18,22}$/,
  bundle: /^[\w+-][\w.+-]*$/,
  /** A bundle that is or was on the eSIM. */
  bundleOnEsim: /^[\w+-][\w.+-]*$/,
  orderReference: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /** Of an order or an apply that put something on the eSIM. */
  deliveryReference: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
} as const

export type Findable = keyof typeof FINDABLE
export type Found = Readonly<Partial<Record<Findable, string>>>

/** One call that is made of both services. Names in braces stand for what was found. */
export interface Probe {
  readonly operationId: string
  /** Values of the path's parameters, where they are not the found ones of the same name. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly accept?: string
  readonly body?: unknown
  readonly finds?: (answer: unknown) => Readonly<Partial<Record<Findable, unknown>>>
}

/** A call with its names in braces. */
export interface Template {
  readonly method: string
  readonly path: string
  readonly accept: string | undefined
  readonly body: string | undefined
}

const validation = (item: string) => ({
  type: 'validate',
  assign: true,
  order: [{ type: 'bundle', item, quantity: 1 }],
})

const NO_BUNDLE = 'esim_none'
const NO_ICCID = '8943108167000000019'
const NO_REFERENCE = '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'

/** The calls, in order; those that are refused are as telling as the others. The key is tried by the first. */
export const PROBES: readonly Probe[] = [
  { operationId: 'getOrganisation' },
  { operationId: 'describeApi' },
  { operationId: 'listGroups' },
  {
    operationId: 'listCatalogue',
    query: { perPage: '500' },
    finds: (answer) => ({ bundle: valuesAt(answer, 'bundles.name')[0] }),
  },
  { operationId: 'getCatalogueBundle', path: { name: '{bundle}' } },
  { operationId: 'getCatalogueBundle', path: { name: NO_BUNDLE } },
  { operationId: 'listNetworks', query: { isos: 'GB,FR' } },
  { operationId: 'listNetworks' },
  { operationId: 'createOrder', body: validation('{bundle}') },
  { operationId: 'createOrder', body: validation(NO_BUNDLE) },
  {
    operationId: 'listOrders',
    query: { limit: '100' },
    finds: (answer) => ({ orderReference: valuesAt(answer, 'orders.orderReference')[0] }),
  },
  { operationId: 'getOrder' },
  { operationId: 'getOrder', path: { orderReference: NO_REFERENCE } },
  { operationId: 'listInventory' },
  { operationId: 'listEsims', query: { perPage: '100' }, finds: (answer) => ({ iccid: chooseEsim(answer) }) },
  { operationId: 'getEsim', query: { additionalFields: 'appleInstallUrl' } },
  { operationId: 'getEsim', path: { iccid: NO_ICCID } },
  { operationId: 'listHistory' },
  { operationId: 'getLocation' },
  {
    operationId: 'listEsimBundles',
    query: { includeUsed: 'true', limit: '200' },
    finds: (answer) => ({
      bundleOnEsim: valuesAt(answer, 'bundles.name')[0],
      deliveryReference: String(valuesAt(answer, 'bundles.assignments.assignmentReference')[0]).replace(/-\d+$/, ''),
    }),
  },
  { operationId: 'getBundleStatus', path: { name: '{bundleOnEsim}' } },
  { operationId: 'checkCompatibility' },
  { operationId: 'getInstallDetails', query: { reference: '{deliveryReference}' } },
  { operationId: 'getInstallDetails', query: { reference: '{deliveryReference}' }, accept: 'application/json' },
  { operationId: 'getInstallDetails', query: { reference: '{deliveryReference}' }, accept: 'application/zip' },
  { operationId: 'getInstallDetails' },
  { operationId: 'getInstallCsv', path: { reference: '{deliveryReference}' } },
  { operationId: 'getQrCodes', path: { reference: '{deliveryReference}' } },
]

/** The operation of a probe: its method and path are the contract's. */
export function operationOf({ operationId }: Probe) {
  const operation = OPERATIONS.find((each) => each.operationId === operationId)
  if (!operation) throw new Error(`no operation is called ${operationId}`)
  return operation
}

/** A probe as it is shown before anything is sent. */
export function templateOf(probe: Probe): Template {
  const { method, path } = operationOf(probe)
  const filled = path.replace(/\{(\w+)\}/g, (name, parameter: string) => probe.path?.[parameter] ?? name)
  const query = Object.entries(probe.query ?? {}).map(([name, value]) => `${name}=${value}`)
  return {
    method,
    path: query.length > 0 ? `${filled}?${query.join('&')}` : filled,
    accept: probe.accept,
    body: probe.body === undefined ? undefined : JSON.stringify(probe.body),
  }
}

/** The call itself; of one that names what was not found, the name. What has an unusual form counts as not found. */
export function fill(template: Template, found: Found): Template | { readonly missing: Findable } {
  let missing: Findable | undefined
  const put = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: Findable) => {
      const value = found[name]
      if (value === undefined) missing ??= name
      return value ?? ''
    })
  const filled = {
    ...template,
    path: put(template.path),
    body: template.body === undefined ? undefined : put(template.body),
  }
  return missing === undefined ? filled : { missing }
}

/** Of what an answer has, that which may be put into a call. */
export const found = ({ finds }: Probe, answer: unknown): Found =>
  Object.fromEntries(
    Object.entries(finds?.(answer) ?? {}).filter(
      ([name, value]) => typeof value === 'string' && FINDABLE[name as Findable].test(value),
    ),
  )

/** One on which a bundle still is, if that can be told. */
function chooseEsim(answer: unknown): unknown {
  const index = valuesAt(answer, 'esims.lastAction').indexOf('Bundle Applied')
  return valuesAt(answer, 'esims.iccid')[Math.max(0, index)]
}

/** The elements of a list, or of the list of that name. */
export function elementsAt(value: unknown, name: string): readonly unknown[] {
  const list = Array.isArray(value) ? value : (value as Record<string, unknown> | null | undefined)?.[name]
  return Array.isArray(list) ? list : []
}

/** All values under a path of names; lists on the way are gone through. A bare list counts as what the first name leads to. */
function valuesAt(value: unknown, path: string): unknown[] {
  const isBare = Array.isArray(value)
  return path
    .split('.')
    .slice(isBare ? 1 : 0)
    .reduce<unknown[]>(
      (values, name) =>
        values
          .flatMap((each) =>
            typeof each === 'object' && each !== null ? (each as Record<string, unknown>)[name] : undefined,
          )
          .filter((each) => each !== undefined),
      isBare ? value : [value],
    )
}
