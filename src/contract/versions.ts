import type { Difference, Query } from './difference.ts'
import { dropWhen, putInEach, reveal, type Step, within } from './reshape.ts'

/** The most eSIMs of an order that v2.2 shows (vendor docs of v2.2). */
const MOST_ESIMS_SHOWN = 5

const esimsOf = (order: unknown): number =>
  ((order as { order?: { iccids?: readonly string[] }[] }).order ?? []).reduce(
    (count, { iccids }) => count + (iccids?.length ?? 0),
    0,
  )

/** eSIM data of an order only when it is asked for, and not of large ones. */
const ESIMS_ON_REQUEST: Step = (() => {
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

const nameProfile = ({ name }: { name?: unknown }, { profileOf }: { profileOf?: unknown }): string =>
  `Profile ${(profileOf as (name: unknown) => number)(name)}`

const STATE = reveal('state', { type: 'string', enum: ['Active', 'Suspended', 'Deactivated'] })
const ANDROID_LINK = reveal('androidInstallUrl', { type: 'string' })

/** Asks for both links by the one name that v2.5 gives them. */
const readInstallUrl = (query: Query): Query => {
  const { additionalFields } = query
  if (typeof additionalFields !== 'string') return query
  const fields = additionalFields.split(',').map((field) => field.trim())
  const both = fields.flatMap((field) => (field === 'installUrl' ? ['appleInstallUrl', 'androidInstallUrl'] : [field]))
  return { ...query, additionalFields: both.join() }
}

/**
 * How versions differ from v2.4 as it was observed. What a later edition only added is sent under every prefix, since the
 * answers that were recorded under old ones look alike; operations say themselves since when, and until when, there are.
 */
export const VERSION_DIFFERENCES: readonly Difference[] = [
  {
    topic: 'eSIM data of orders',
    until: '2.2',
    usual: 'always in the answers',
    instead: `with \`includeIccids=true\` alone, and for orders of up to ${MOST_ESIMS_SHOWN} eSIMs`,
    answers: {
      createOrder: [ESIMS_ON_REQUEST],
      getOrder: [ESIMS_ON_REQUEST],
      listOrders: [within('orders[]', ESIMS_ON_REQUEST)],
    },
  },
  {
    topic: 'The key as the query parameter `api_key`',
    until: '2.2',
    usual: 'refused: the key is a header',
    instead: 'accepted',
  },
  {
    topic: 'Bundles of an eSIM that are used up',
    until: '2.1',
    usual: 'listed with `includeUsed=true`',
    instead: 'always listed',
    queries: { listEsimBundles: (query) => ({ ...query, includeUsed: true }) },
  },
  {
    topic: 'Routing profile of a bundle in the catalogue',
    since: '2.5',
    usual: 'not shown',
    instead: '`profileName`, as in the newest recording',
    answers: {
      listCatalogue: [putInEach('bundles', 'profileName', nameProfile, { type: 'string' })],
    },
  },
  {
    topic: 'State of an eSIM',
    since: '2.5',
    usual: 'not shown',
    instead: '`state`: `Active`, `Suspended` or `Deactivated`',
    answers: { getEsim: [STATE], listEsims: [within('esims[]', STATE)] },
  },
  {
    topic: 'Phone number of an eSIM',
    since: '2.5',
    usual: 'not shown',
    instead: '`msisdn`, of an eSIM that has one',
    answers: { getEsim: [reveal('msisdn', { type: 'string' })] },
  },
  {
    topic: 'Links that install an eSIM',
    since: '2.5',
    usual: '`additionalFields=appleInstallUrl`',
    instead: '`additionalFields=installUrl` gives `appleInstallUrl` and `androidInstallUrl`',
    queries: { getEsim: readInstallUrl, getInstallDetails: readInstallUrl },
    answers: { getEsim: [ANDROID_LINK], getInstallDetails: [within('[]', ANDROID_LINK)] },
  },
]
