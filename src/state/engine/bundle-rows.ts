import type { Bundle, Country } from '../../domain/bundle.ts'

/** The columns of a table of bundles. Further groups and base countries are JSON lists; a bundle with one of each has none. */
export const BUNDLE_COLUMNS = `
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    group_name TEXT,
    more_groups TEXT,
    base_name TEXT NOT NULL,
    base_region TEXT NOT NULL,
    base_iso TEXT NOT NULL,
    more_countries TEXT,
    roaming TEXT NOT NULL,
    data_megabytes INTEGER NOT NULL,
    daily_megabytes INTEGER,
    duration_days INTEGER NOT NULL,
    assignment_count INTEGER NOT NULL,
    unlimited INTEGER NOT NULL,
    autostart INTEGER NOT NULL,
    speeds TEXT,
    speed_rank INTEGER,
    image_url TEXT NOT NULL,
    price_milli INTEGER NOT NULL,
    profile INTEGER NOT NULL,
    allowance_description TEXT NOT NULL,
    listing TEXT NOT NULL`

/** The condition of a bundle with further groups or base countries: those of the emulator have one of each. */
export const HAS_SEVERAL = 'more_groups IS NOT NULL OR more_countries IS NOT NULL'

export interface BundleRow {
  position: number
  name: string
  description: string
  group_name: string | null
  more_groups: string | null
  base_name: string
  base_region: string
  base_iso: string
  more_countries: string | null
  roaming: string
  data_megabytes: number
  daily_megabytes: number | null
  duration_days: number
  assignment_count: number
  unlimited: number
  autostart: number
  speeds: string | null
  speed_rank: number | null
  image_url: string
  price_milli: number
  profile: number
  allowance_description: string
  /** The JSON object that the catalogue's list shows. */
  listing: string
}

/** The names of the columns, in the order of the table. */
export const BUNDLE_COLUMN_NAMES = [...BUNDLE_COLUMNS.matchAll(/^ +(\w+)/gm)].map(
  ([, name]) => name,
) as (keyof BundleRow)[]

/** The sort key of speeds: the highest generation, then how many there are. */
const speedRank = (speeds: readonly string[]): number =>
  Math.max(0, ...speeds.map((speed) => Number.parseInt(speed, 10) || 0)) * 10 + speeds.length

const listOf = <T>(text: string | null): T[] => (text === null ? [] : (JSON.parse(text) as T[]))
const textOf = (list: readonly unknown[]): string | null => (list.length === 0 ? null : JSON.stringify(list))

export const bundleFromRow = (row: BundleRow): Bundle => ({
  position: row.position,
  edition: 0,
  name: row.name,
  description: row.description,
  groups: row.group_name === null ? [] : [row.group_name, ...listOf<string>(row.more_groups)],
  countries: [
    { name: row.base_name, region: row.base_region, iso: row.base_iso },
    ...listOf<Country>(row.more_countries),
  ],
  roaming: JSON.parse(row.roaming) as Country[],
  dataMegabytes: row.data_megabytes,
  dailyMegabytes: row.daily_megabytes,
  durationDays: row.duration_days,
  assignmentCount: row.assignment_count,
  unlimited: row.unlimited === 1,
  autostart: row.autostart === 1,
  speeds: row.speeds === null ? null : (JSON.parse(row.speeds) as string[]),
  imageUrl: row.image_url,
  price: row.price_milli,
  routingProfile: row.profile,
  allowanceDescription: row.allowance_description,
})

export function bundleRow(bundle: Bundle, listing: string): BundleRow {
  const [base, ...moreCountries] = bundle.countries
  const [group = null, ...moreGroups] = bundle.groups
  if (!base) throw new Error(`the bundle ${bundle.name} has no country`)
  return {
    position: bundle.position,
    name: bundle.name,
    description: bundle.description,
    group_name: group,
    more_groups: textOf(moreGroups),
    base_name: base.name,
    base_region: base.region,
    base_iso: base.iso,
    more_countries: textOf(moreCountries),
    roaming: JSON.stringify(bundle.roaming),
    data_megabytes: bundle.dataMegabytes,
    daily_megabytes: bundle.dailyMegabytes,
    duration_days: bundle.durationDays,
    assignment_count: bundle.assignmentCount,
    unlimited: Number(bundle.unlimited),
    autostart: Number(bundle.autostart),
    speeds: bundle.speeds && JSON.stringify(bundle.speeds),
    speed_rank: bundle.speeds && speedRank(bundle.speeds),
    image_url: bundle.imageUrl,
    price_milli: bundle.price,
    profile: bundle.routingProfile,
    allowance_description: bundle.allowanceDescription,
    listing,
  }
}
