import type { Bundle } from './bundle.ts'

/** The fields of a bundle that an organisation's catalogue can have otherwise. */
export const CHANGEABLE_FIELDS = [
  'description',
  'groups',
  'countries',
  'roaming',
  'dataMegabytes',
  'dailyMegabytes',
  'durationDays',
  'unlimited',
  'autostart',
  'speeds',
  'imageUrl',
  'price',
] as const satisfies readonly (keyof Bundle)[]

/** A change of some fields of a bundle. */
export type BundleChange = { readonly [Field in (typeof CHANGEABLE_FIELDS)[number]]?: Bundle[Field] }

/** A change that says everything that a bundle which is in no catalogue yet needs. */
export type NewBundle = BundleChange &
  Required<Pick<BundleChange, 'countries' | 'dataMegabytes' | 'durationDays' | 'price'>>

export const describesNewBundle = (change: BundleChange): change is NewBundle =>
  change.countries !== undefined &&
  change.dataMegabytes !== undefined &&
  change.durationDays !== undefined &&
  change.price !== undefined

/** The data of 24 hours at full speed, of an unlimited bundle that does not say it (vendor help centre, Unlimited Bundles). */
export const DAILY_MEGABYTES = 1_000

/** Months of a one-year bundle. Vendor docs: it is one bundle with twelve assignments. */
const MONTHS = 12
const YEAR_DAYS = [365, 366]

/** The assignments of a bundle that does not say how many it has. */
export const monthsOf = (durationDays: number): number => (YEAR_DAYS.includes(durationDays) ? MONTHS : 1)

/** The carrier platform of a bundle whose country says none. */
export const USUAL_PROFILE = 1

/**
 * The bundle of a name that comes into being by a description of it.
 * Assumption (catalogue-new-bundle): it is served by the carrier platform 1, and one of a year has twelve assignments.
 */
export const newBundle = (
  name: string,
  change: NewBundle,
  {
    routingProfile = USUAL_PROFILE,
    position = 0,
  }: { readonly routingProfile?: number | undefined; readonly position?: number } = {},
): Bundle => ({
  position,
  edition: 0,
  name,
  description: name,
  groups: [],
  roaming: [],
  dailyMegabytes: null,
  assignmentCount: monthsOf(change.durationDays),
  unlimited: false,
  autostart: true,
  speeds: null,
  imageUrl: '',
  routingProfile,
  allowanceDescription: `${name} (data)`,
  ...change,
})

/** A bundle with some fields changed. */
export function changedBundle(bundle: Bundle, change: BundleChange): Bundle {
  const changed = { ...bundle, ...change }
  return { ...changed, dailyMegabytes: changed.unlimited ? (changed.dailyMegabytes ?? DAILY_MEGABYTES) : null }
}
