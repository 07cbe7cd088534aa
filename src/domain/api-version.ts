/** The versions of the vendor API, oldest first. */
export const VERSIONS = ['2.0', '2.1', '2.2', '2.3', '2.4', '2.5'] as const
export type ApiVersion = (typeof VERSIONS)[number]

/** What everything is measured by: other versions are told by how they differ from it. */
export const BASE_VERSION: ApiVersion = '2.4'

/** The prefix under which everything is said where no other is asked for. */
export const BASE_PREFIX = `/v${BASE_VERSION}`

/** Before a version prefix, the base URL of the vendor document's own dialect: `/documented/v2.4`. */
export const DOCUMENTED_ROOT = '/documented'

/** The prefixes that calls may have; `/v2` means v2.0. */
export const PREFIXES: readonly string[] = ['/v2', ...VERSIONS.map((version) => `/v${version}`)]

const PREFIX = /^(?:\/documented)?\/v2(?:\.([0-5]))?(?=\/|$)/
const LIKE_A_PREFIX = /^(?:\/documented)?(\/[vV]\d[\d.]*)(?=\/|$)/

/** The version that a path is called under; undefined when it has none that is known. */
export function versionOf(path: string): ApiVersion | undefined {
  const match = PREFIX.exec(path)
  return match ? (`2.${match[1] ?? '0'}` as ApiVersion) : undefined
}

/** A path as the contract has it: without its version prefix, if it has one, and without trailing slashes. */
export function withoutVersion(path: string): string {
  const rest = path.replace(PREFIX, '')
  let end = rest.length
  while (end > 0 && rest[end - 1] === '/') end -= 1
  return rest.slice(0, end) || '/'
}

/** The prefix of a path that looks like that of a version and is not known; undefined for any other path. */
export const unknownPrefix = (path: string): string | undefined =>
  PREFIX.test(path) ? undefined : LIKE_A_PREFIX.exec(path)?.[1]

/** From which version to which something holds, both included; what is absent is open. */
export interface VersionSpan {
  readonly since?: ApiVersion
  readonly until?: ApiVersion
}

/** Whether something holds in a version. Versions differ in their last digit alone, so they compare as texts. */
export const holdsIn = ({ since, until }: VersionSpan, version: ApiVersion): boolean =>
  (since === undefined || since <= version) && (until === undefined || version <= until)

/** A span in words for tables: `all`, `v2.5`, `v2.2 on`, `to v2.4`. */
export function describeSpan({ since, until }: VersionSpan): string {
  const newest = VERSIONS.at(-1)
  if (since === undefined) return until === undefined ? 'all' : `to v${until}`
  if (since === until || (until === undefined && since === newest)) return `v${since}`
  return until === undefined ? `v${since} on` : `v${since} to v${until}`
}
