import type { Difference, Query } from './difference.ts'
import { describeField, dropWhen, reveal, type Transform, within } from './transform.ts'

/** v2.2 shows the eSIMs of orders of up to this many (vendor docs of v2.2). */
const MOST_ESIMS_SHOWN = 5

const esimsOf = (order: unknown): number =>
  ((order as { order?: { iccids?: readonly string[] }[] }).order ?? []).reduce(
    (count, { iccids }) => count + (iccids?.length ?? 0),
    0,
  )

/** Removes the eSIM data of an order, unless the call asks for it and the order is small. */
const ESIMS_ON_REQUEST: Transform = (() => {
  const withoutEsims = within(
    'order[]',
    dropWhen(() => true, 'esims', 'iccids'),
  )
  return {
    value: (order, call) =>
      call.query.includeIccids === true && esimsOf(order) <= MOST_ESIMS_SHOWN ? order : withoutEsims.value(order, call),
    schema: withoutEsims.schema,
  }
})()

const nameProfile = (bundle: string, profile: unknown): string =>
  `${bundle.slice(0, -1)},"profileName":"Profile ${profile}"}`

const STATE = reveal('state', { type: 'string', enum: ['Active', 'Suspended', 'Deactivated'] })
const ANDROID_LINK = reveal('androidInstallUrl', { type: 'string' })

/** Reads `installUrl` of v2.5 as the names of both links. */
const readInstallUrl = (query: Query): Query => {
  const { additionalFields } = query
  if (typeof additionalFields !== 'string') return query
  const fields = additionalFields.split(',').map((field) => field.trim())
  const both = fields.flatMap((field) => (field === 'installUrl' ? ['appleInstallUrl', 'androidInstallUrl'] : [field]))
  return { ...query, additionalFields: both.join() }
}

/**
 * The differences of versions from the baseline, v2.4 as observed. A field that a later edition of v2.4 added is sent under
 * every prefix, since answers recorded under older prefixes have it, too. In which versions an operation exists is said by the
 * operation itself.
 */
export const VERSION_DIFFERENCES: readonly Difference[] = [
  {
    topic: 'eSIM data of orders',
    until: '2.2',
    baseline: 'always in the answers',
    variant: `with \`includeIccids=true\` alone, and for orders of up to ${MOST_ESIMS_SHOWN} eSIMs`,
    answers: {
      createOrder: [ESIMS_ON_REQUEST],
      getOrder: [ESIMS_ON_REQUEST],
      listOrders: [within('orders[]', ESIMS_ON_REQUEST)],
    },
  },
  {
    topic: 'The key as the query parameter `api_key`',
    until: '2.2',
    baseline: 'refused: the key is a header',
    variant: 'accepted',
  },
  {
    topic: 'Bundles of an eSIM that are used up',
    until: '2.1',
    baseline: 'listed with `includeUsed=true`',
    variant: 'always listed',
    queries: { listEsimBundles: (query) => ({ ...query, includeUsed: true }) },
  },
  {
    topic: 'Routing profile of a bundle in the catalogue',
    since: '2.5',
    baseline: 'not shown',
    variant: '`profileName`, as in the newest recording',
    elements: { listCatalogue: nameProfile },
    answers: { listCatalogue: [within('bundles[]', describeField('profileName', { type: 'string' }))] },
  },
  {
    topic: 'State of an eSIM',
    since: '2.5',
    baseline: 'not shown',
    variant: '`state`: `Active`, `Suspended` or `Deactivated`',
    answers: { getEsim: [STATE], listEsims: [within('esims[]', STATE)] },
  },
  {
    topic: 'Phone number of an eSIM',
    since: '2.5',
    baseline: 'not shown',
    variant: '`msisdn`, of an eSIM that has one',
    answers: { getEsim: [reveal('msisdn', { type: 'string' })] },
  },
  {
    topic: 'Links that install an eSIM',
    since: '2.5',
    baseline: '`additionalFields=appleInstallUrl`',
    variant: '`additionalFields=installUrl` gives `appleInstallUrl` and `androidInstallUrl`',
    queries: { getEsim: readInstallUrl, getInstallDetails: readInstallUrl },
    answers: { getEsim: [ANDROID_LINK], getInstallDetails: [within('[]', ANDROID_LINK)] },
  },
]
