/** What to list, and in which order; absent means all, in the vendor's own order. */
export interface CatalogueQuery {
  readonly page: number
  readonly perPage: number
  readonly descending: boolean
  readonly orderBy: string | undefined
  /** Any part of the description, in any letter case; `*` stands for any characters. */
  readonly description: string | undefined
  /** The exact group name. */
  readonly group: string | undefined
  /** ISO or pseudo-ISO codes of base countries; any of them. */
  readonly countries: readonly string[]
  /** The base country's region. */
  readonly region: string | undefined
  /** The exact amount of data; -1 for unlimited. */
  readonly megabytes?: number | undefined
}

/** Columns that a list can be ordered by: the documented names and those that clients send. */
const ORDER_COLUMNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    name: 'name',
    bundlename: 'name',
    description: 'description',
    dataamount: 'data_megabytes',
    duration: 'duration_days',
    price: 'price_milli',
    autostart: 'autostart',
    unlimited: 'unlimited',
    roamingenabled: "roaming <> '[]'",
    speed: 'speed_rank',
    groups: 'group_name',
  }),
)

/** Longer than any description. SQLite refuses patterns of a certain length. */
const LONGEST_PATTERN = 1_000

/**
 * A pattern that finds texts which contain another, where `*` stands for any characters. What no description has, such as a
 * zero byte, at which a pattern would end, stays something that none has.
 */
const likePattern = (text: string): string => {
  const sought = text.replaceAll('\0', '\uFFFD').replace(/\*+/g, '*').slice(0, LONGEST_PATTERN)
  return `%${sought.replace(/[%_\\]/g, '\\$&').replaceAll('*', '%')}%`
}

/** The conditions of a list and its order, as SQL, with the values of the conditions. */
export function catalogueSelection(query: CatalogueQuery): {
  readonly where: string
  readonly order: string
  readonly values: readonly (string | number)[]
} {
  const conditions: string[] = []
  const values: (string | number)[] = []
  if (query.description !== undefined) {
    conditions.push("description LIKE ? ESCAPE '\\'")
    values.push(likePattern(query.description))
  }
  if (query.group !== undefined) {
    conditions.push('group_name = ?')
    values.push(query.group)
  }
  if (query.region !== undefined) {
    conditions.push('base_region = ? COLLATE NOCASE')
    values.push(query.region)
  }
  if (query.countries.length > 0) {
    conditions.push('base_iso COLLATE NOCASE IN (SELECT value FROM json_each(?))')
    values.push(JSON.stringify(query.countries))
  }
  if (query.megabytes !== undefined) {
    conditions.push('data_megabytes = ?')
    values.push(query.megabytes)
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const column = query.orderBy === undefined ? undefined : ORDER_COLUMNS.get(query.orderBy.toLowerCase())
  const direction = query.descending ? 'DESC' : 'ASC'
  const order = column === undefined ? `position ${direction}` : `${column} ${direction}, position`
  return { where, order, values }
}
