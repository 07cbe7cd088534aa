import { BYTES_PER_MEGABYTE } from '../domain/data-amount.ts'
import { DAY } from '../domain/instant.ts'
import type { Parts } from './parts.ts'

type Json = Readonly<Record<string, unknown>>

/** Facts about a bundle that the catalogue does not list, as an eSIM or the inventory tells them. */
export interface Trace {
  readonly name: string
  megabytes: number
  days: number
  unlimited: boolean
}

interface EsimLine {
  readonly bundles?: readonly {
    readonly name: string
    readonly assignments: readonly {
      readonly initialQuantity: number
      readonly startTime?: string
      readonly endTime?: string
      readonly unlimited: boolean
    }[]
  }[]
}

/** Finds the bundles that the account has and the catalogue does not list any more. */
export async function findUnlisted(parts: Parts): Promise<Trace[]> {
  const listed = new Set<unknown>()
  for await (const line of parts.lines('catalogue')) listed.add((JSON.parse(line) as Json).name)
  const found = new Map<string, Trace>()
  const trace = (name: string): Trace | undefined => {
    if (listed.has(name)) return undefined
    const known = found.get(name) ?? {
      name,
      megabytes: megabytesInName(name),
      days: daysInName(name),
      unlimited: false,
    }
    found.set(name, known)
    return known
  }
  for await (const line of parts.lines('inventory')) trace((JSON.parse(line) as { name: string }).name)
  for await (const line of parts.lines('esims')) {
    for (const { name, assignments } of (JSON.parse(line) as EsimLine).bundles ?? []) {
      const known = trace(name)
      if (!known) continue
      for (const { initialQuantity, startTime, endTime, unlimited } of assignments) {
        known.megabytes = Math.max(1, Math.floor(initialQuantity / BYTES_PER_MEGABYTE))
        known.unlimited ||= unlimited
        if (startTime && endTime) {
          known.days = Math.max(1, Math.round((Date.parse(endTime) - Date.parse(startTime)) / DAY))
        }
      }
    }
  }
  return [...found.values()]
}

/** Names say what they are: `esim_1GB_7D_GB_V2`. Of another name the middle of what is sold is taken. */
const daysInName = (name: string): number => Number(/_(\d+)D_/.exec(name)?.[1] ?? 30)
const megabytesInName = (name: string): number => Number(/_(\d+)GB_/.exec(name)?.[1] ?? 1) * 1_000
const countryInName = (name: string): string => /_([A-Z]{2})(?:_|$)/.exec(name)?.[1] ?? 'GB'

/** A bundle in the form of the list, from its detail. */
export function listFormOf(detail: Json): Json {
  const { group, networks: _, ...rest } = detail
  const places = (value: unknown) =>
    Array.isArray(value) ? value.map((place: Json) => (place.country as Json | undefined) ?? place) : []
  const { speeds } = (detail.speed ?? {}) as { speeds?: unknown }
  return {
    ...rest,
    countries: places(detail.countries),
    roamingEnabled: places(detail.roamingEnabled),
    speed: speeds ?? detail.speed ?? null,
    groups: detail.groups ?? group ?? [],
  }
}

/** A bundle of which nothing is known but its name and what an eSIM shows. */
export const bundleOf = ({ name, megabytes, days, unlimited }: Trace): Json => ({
  name,
  description: name,
  countries: [{ iso: countryInName(name) }],
  dataAmount: unlimited ? -1 : megabytes,
  duration: days,
  speed: null,
  autostart: true,
  unlimited,
  roamingEnabled: [],
  imageUrl: '',
  price: 0,
  groups: [],
  billingType: 'FixedCost',
  allowances: [],
})
