/** The versions of the vendor API, oldest first. */
export const VERSIONS = ['2.0', '2.1', '2.2', '2.3', '2.4', '2.5'] as const
export type ApiVersion = (typeof VERSIONS)[number]

/** The version that the contract describes; every other version is described by its differences from this one. */
export const BASE_VERSION: ApiVersion = '2.4'

/** The prefix of the base version, used in examples and generated documents. */
export const BASE_PREFIX = `/v${BASE_VERSION}`

/** The path before a version prefix that selects the documented dialect: `/documented/v2.4`. */
export const DOCUMENTED_ROOT = '/documented'

/** The version prefixes of vendor calls; `/v2` means v2.0. */
export const PREFIXES: readonly string[] = ['/v2', ...VERSIONS.map((version) => `/v${version}`)]

const PREFIX = /^(?:\/documented)?\/v2(?:\.([0-5]))?(?=\/|$)/
const LIKE_A_PREFIX = /^(?:\/documented)?(\/[vV]\d[\d.]*)(?=\/|$)/

/** The version that a path's prefix names; undefined without a known prefix. */
export function versionOf(path: string): ApiVersion | undefined {
  const match = PREFIX.exec(path)
  return match ? (`2.${match[1] ?? '0'}` as ApiVersion) : undefined
}

/** Removes the version prefix and trailing slashes of a path: `/v2.4/esims/` is `/esims`. */
export function withoutVersion(path: string): string {
  const rest = path.replace(PREFIX, '')
  let end = rest.length
  while (end > 0 && rest[end - 1] === '/') end -= 1
  return rest.slice(0, end) || '/'
}

/** The prefix of a path that looks like a version and is not a known one (`/v9.1`); undefined for any other path. */
export const unknownPrefix = (path: string): string | undefined =>
  PREFIX.test(path) ? undefined : LIKE_A_PREFIX.exec(path)?.[1]

/** A range of versions, both ends included; an absent end is open. */
export interface VersionSpan {
  readonly since?: ApiVersion
  readonly until?: ApiVersion
}

/** Whether a version is in a span. Versions differ in their last digit alone, so they compare as texts. */
export const isInSpan = ({ since, until }: VersionSpan, version: ApiVersion): boolean =>
  (since === undefined || since <= version) && (until === undefined || version <= until)

/** Formats a span for tables: `all`, `v2.5`, `v2.2 on`, `to v2.4`. */
export function describeSpan({ since, until }: VersionSpan): string {
  const newest = VERSIONS.at(-1)
  if (since === undefined) return until === undefined ? 'all' : `to v${until}`
  if (since === until || (until === undefined && since === newest)) return `v${since}`
  return until === undefined ? `v${since} on` : `v${since} to v${until}`
}
