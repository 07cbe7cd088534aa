import type * as z from 'zod'
import type { Country } from '../../domain/bundle.ts'
import type { BundleChange } from '../../domain/catalogue-change.ts'
import { parseMoney } from '../../domain/money.ts'
import type { BundleFields, CountryGiven } from './catalogue.ts'

/** Converts the fields of a request to those of a bundle; `country` finds each country. */
export const bundleChange = (
  {
    price,
    dataAmount,
    duration,
    countries,
    roamingEnabled,
    speed,
    description,
    groups,
    autostart,
    imageUrl,
  }: z.infer<typeof BundleFields>,
  country: (given: z.infer<typeof CountryGiven>, field: 'countries' | 'roamingEnabled') => Country,
): BundleChange => ({
  ...(description === undefined ? {} : { description }),
  ...(price === undefined ? {} : { price: parseMoney(String(price)) ?? 0 }),
  ...(dataAmount === undefined ? {} : { dataMegabytes: dataAmount, unlimited: dataAmount < 0 }),
  ...(duration === undefined ? {} : { durationDays: duration }),
  ...(countries === undefined ? {} : { countries: countries.map((each) => country(each, 'countries')) }),
  ...(roamingEnabled === undefined ? {} : { roaming: roamingEnabled.map((each) => country(each, 'roamingEnabled')) }),
  ...(speed === undefined ? {} : { speeds: speed }),
  ...(groups === undefined ? {} : { groups }),
  ...(autostart === undefined ? {} : { autostart }),
  ...(imageUrl === undefined ? {} : { imageUrl }),
})
