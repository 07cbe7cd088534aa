import * as z from 'zod'
import type { Bundle, Country as DomainCountry } from '../domain/bundle.ts'
import { toWireNumber } from '../domain/money.ts'
import { ITEM } from './examples/samples.ts'
import { commaList, Direction, Page, pageSizeField, pathField } from './fields.ts'
import { operation } from './operation.ts'
import { BundleName, Money, paged } from './scalars.ts'

export const Country = z.object({ name: z.string(), region: z.string(), iso: z.string() })

export const Speeds = z.array(z.string()).nullable()

export const Allowance = z.object({
  type: z.enum(['DATA', 'SMS', 'VOICE']),
  service: z.enum(['ROAMING', 'STANDARD']),
  description: z.string(),
  amount: z.int().meta({ description: 'In `unit`; -1 when unlimited.' }),
  unit: z.enum(['MB', 'SMS', 'MINS']),
  unlimited: z.boolean(),
})

const BUNDLE_FACTS = {
  name: BundleName,
  description: z.string(),
  dataAmount: z.int().meta({ description: 'Megabytes, decimal; -1 when unlimited.' }),
  duration: z.int().meta({ description: 'Days.' }),
  autostart: z.boolean(),
  unlimited: z.boolean(),
  imageUrl: z.string(),
  price: Money,
  billingType: z.literal('FixedCost'),
  allowances: z.array(Allowance),
}

/** A bundle as the list shows it. */
export const CatalogueBundle = z.object({
  ...BUNDLE_FACTS,
  countries: z.array(Country),
  speed: Speeds,
  roamingEnabled: z.array(Country),
  groups: z.array(z.string()),
})

const NetworkSummary = z.object({ name: z.string(), brandName: z.string(), speeds: z.array(z.string()) })
const CountryNetworks = z.object({
  country: Country,
  networks: z.array(NetworkSummary),
  potentialNetworks: z.array(NetworkSummary),
})

/** A bundle as the detail shows it: countries with their networks, speeds in two lists, `group` in the singular. */
export const CatalogueBundleDetail = z.object({
  ...BUNDLE_FACTS,
  countries: z.array(CountryNetworks),
  speed: z.object({ speeds: z.array(z.string()), potentialSpeeds: z.array(z.string()) }),
  roamingEnabled: z.array(CountryNetworks),
  group: z.array(z.string()),
})

export const listCatalogue = operation({
  operationId: 'listCatalogue',
  tag: 'Catalogue',
  method: 'GET',
  path: '/catalogue',
  summary: 'List the bundles that can be ordered',
  description:
    'Every filter narrows the list; names that are not known here are ignored. `description=starts at assignment` finds the bundles without autostart, which start when they are assigned or at `startTime`.',
  queryFields: z.object({
    page: Page,
    perPage: pageSizeField('Bundles on a page.', 50),
    direction: Direction,
    orderBy: z.string().optional().meta({
      description: 'A column: `bundleName`, `description`, `dataAmount`, `duration`, `price`, `speed` and others.',
    }),
    description: z
      .string()
      .optional()
      .meta({ description: 'Text that the description contains, in any letter case; `*` stands for any characters.' }),
    group: z
      .string()
      .optional()
      .meta({ description: 'A group, exactly.', examples: ['Standard Fixed'] }),
    countries: commaList(
      z
        .string()
        .optional()
        .meta({
          description:
            'ISO codes of base countries, separated by commas; regional bundles have the name of their region.',
          examples: ['GB, US'],
        }),
    ),
    region: z
      .string()
      .optional()
      .meta({ description: "The base country's region.", examples: ['Europe'] }),
  }),
  answer: paged('bundles', CatalogueBundle),
  example: { query: { countries: 'FR', perPage: '2' } },
})

export const getCatalogueBundle = operation({
  operationId: 'getCatalogueBundle',
  tag: 'Catalogue',
  method: 'GET',
  path: '/catalogue/bundle/{name}',
  summary: 'Get one bundle with its networks',
  pathFields: z.object({ name: pathField(BundleName) }),
  answer: CatalogueBundleDetail,
  example: { path: { name: ITEM } },
})

export const listPrices = operation({
  operationId: 'listPrices',
  tag: 'Catalogue',
  method: 'GET',
  path: '/catalogue/prices',
  summary: 'List the prices of use that is paid by consumption',
  description:
    'Assumption (version-prices-empty): an empty list with the usual paging. Every bundle here has a fixed cost, and the form of an entry was never published.',
  since: '2.5',
  queryFields: z.object({
    page: Page,
    perPage: pageSizeField('Prices on a page.', 50),
  }),
  answer: paged('prices', z.object({})),
})

/** The allowances of a bundle, as catalogue and inventory show them. */
export const presentAllowances = (bundle: Bundle): z.infer<typeof Allowance>[] => [
  {
    type: 'DATA',
    service: 'ROAMING',
    description: bundle.allowanceDescription,
    amount: bundle.dataMegabytes,
    unit: 'MB',
    unlimited: bundle.unlimited,
  },
]

/** A bundle as the list shows it, its fields in the vendor's order. */
export const presentCatalogueBundle = (bundle: Bundle): z.infer<typeof CatalogueBundle> => ({
  name: bundle.name,
  description: bundle.description,
  countries: [...bundle.countries],
  dataAmount: bundle.dataMegabytes,
  duration: bundle.durationDays,
  speed: bundle.speeds === null ? null : [...bundle.speeds],
  autostart: bundle.autostart,
  unlimited: bundle.unlimited,
  roamingEnabled: [...bundle.roaming],
  imageUrl: bundle.imageUrl,
  price: toWireNumber(bundle.price),
  groups: [...bundle.groups],
  billingType: 'FixedCost',
  allowances: presentAllowances(bundle),
})

/** The JSON text of a bundle in the list. It is made when the catalogue is, so that a page is only put together. */
export const renderListing = (bundle: Bundle): string => JSON.stringify(presentCatalogueBundle(bundle))

type NetworkFacts = { readonly name: string; readonly brandName: string; readonly speeds: readonly string[] }

export function presentCatalogueBundleDetail(
  bundle: Bundle,
  networksOf: (iso: string) => readonly NetworkFacts[],
): z.infer<typeof CatalogueBundleDetail> {
  const withNetworks = (country: DomainCountry): z.infer<typeof CountryNetworks> => ({
    country: { ...country },
    networks: networksOf(country.iso).map(({ name, brandName, speeds }) => ({ name, brandName, speeds: [...speeds] })),
    potentialNetworks: [],
  })
  const countries = bundle.countries.map(withNetworks)
  const roaming = bundle.roaming.map(withNetworks)
  const places = [...countries, ...roaming]
  return {
    name: bundle.name,
    description: bundle.description,
    countries,
    dataAmount: bundle.dataMegabytes,
    duration: bundle.durationDays,
    speed: { speeds: [...(bundle.speeds ?? (roaming.length > 0 ? speedsOf(places) : []))], potentialSpeeds: [] },
    autostart: bundle.autostart,
    unlimited: bundle.unlimited,
    roamingEnabled: roaming,
    imageUrl: bundle.imageUrl,
    price: toWireNumber(bundle.price),
    group: [...bundle.groups],
    billingType: 'FixedCost',
    allowances: presentAllowances(bundle),
  }
}

/** The speeds that the networks of some countries offer. A regional bundle has them in its detail (recorded), not in the list. */
const speedsOf = (places: readonly z.infer<typeof CountryNetworks>[]): string[] =>
  [...new Set(places.flatMap(({ networks }) => networks.flatMap(({ speeds }) => speeds)))].sort()
