import * as z from 'zod'
import { commaList, Flag } from './fields.ts'
import { operation } from './operation.ts'

const Network = z.object({
  name: z.string(),
  brandName: z.string(),
  mcc: z.string().meta({ description: 'Mobile country code.' }),
  mnc: z.string().meta({ description: 'Mobile network code.' }),
  tagid: z.string().meta({ description: 'The TADIG code, under the name that the service gives it.' }),
  speed: z.array(z.string()),
})

const CountryNetworks = z.object({
  name: z.string().meta({ description: 'The ISO code of the country.' }),
  networks: z.array(Network),
})

export const listNetworks = operation({
  operationId: 'listNetworks',
  tag: 'Networks',
  method: 'GET',
  path: '/networks',
  summary: 'List the networks of countries',
  description: 'One of the three is needed. Countries that are not known are left out.',
  queryFields: z.object({
    countries: commaList(
      z
        .string()
        .optional()
        .meta({
          description: 'Country names, separated by commas.',
          examples: ['United Kingdom, United States'],
        }),
    ),
    isos: commaList(
      z
        .string()
        .optional()
        .meta({ description: 'ISO codes, separated by commas.', examples: ['GB, US'] }),
    ),
    returnAll: Flag.optional().meta({ description: 'All countries.' }),
  }),
  answer: z.object({ countryNetworks: z.array(CountryNetworks) }),
  example: { query: { isos: 'FR' } },
})

interface NetworkFacts {
  readonly name: string
  readonly brandName: string
  readonly mcc: string
  readonly mnc: string
  readonly tadig: string
  readonly speeds: readonly string[]
}

export const presentCountryNetworks = (
  iso: string,
  networks: readonly NetworkFacts[],
): z.infer<typeof CountryNetworks> => ({
  name: iso,
  networks: networks.map(({ name, brandName, mcc, mnc, tadig, speeds }) => ({
    name,
    brandName,
    mcc,
    mnc,
    tagid: tadig,
    speed: [...speeds],
  })),
})
