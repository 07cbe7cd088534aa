/** Filters, order and page of a catalogue list; a filter that is absent matches all, in the vendor's own order. */
export interface CatalogueQuery {
  readonly page: number
  readonly perPage: number
  readonly descending: boolean
  readonly orderBy: string | undefined
  /** In the order of the names of base countries, which the vendor's list does not have. */
  readonly byCountry?: boolean | undefined
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

/** SQLite refuses longer patterns than its limit; this is longer than any description. */
const LONGEST_PATTERN = 1_000

/**
 * Makes a LIKE pattern of a searched text, in which `*` stands for any characters. SQLite ends a pattern at a zero byte, so
 * one becomes a character that no description has.
 */
const likePattern = (text: string): string => {
  const sought = text.replaceAll('\0', '\uFFFD').replace(/\*+/g, '*').slice(0, LONGEST_PATTERN)
  return `%${sought.replace(/[%_\\]/g, '\\$&').replaceAll('*', '%')}%`
}

/**
 * Builds the WHERE and ORDER BY of a list, and the values of their parameters. `several`: bundles may have several groups and
 * base countries, and match by any of them.
 */
export function catalogueSelection(
  query: CatalogueQuery,
  several: boolean,
): {
  readonly where: string
  readonly order: string
  readonly values: readonly (string | number)[]
} {
  const conditions: string[] = []
  const values: (string | number)[] = []
  const match = (first: string, any: string, value: string) => {
    conditions.push(several ? `(${first} OR ${any})` : first)
    values.push(value, ...(several ? [value] : []))
  }
  if (query.description !== undefined) {
    conditions.push("description LIKE ? ESCAPE '\\'")
    values.push(likePattern(query.description))
  }
  if (query.group !== undefined) {
    match('group_name = ?', 'EXISTS (SELECT 1 FROM json_each(more_groups) WHERE value = ?)', query.group)
  }
  if (query.region !== undefined) {
    match(
      'base_region = ? COLLATE NOCASE',
      `EXISTS (SELECT 1 FROM json_each(more_countries) WHERE value ->> '$.region' = ? COLLATE NOCASE)`,
      query.region,
    )
  }
  if (query.countries.length > 0) {
    match(
      'base_iso COLLATE NOCASE IN (SELECT value FROM json_each(?))',
      `EXISTS (SELECT 1 FROM json_each(more_countries) AS more
        WHERE more.value ->> '$.iso' COLLATE NOCASE IN (SELECT value FROM json_each(?)))`,
      JSON.stringify(query.countries),
    )
  }
  if (query.megabytes !== undefined) {
    conditions.push('data_megabytes = ?')
    values.push(query.megabytes)
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const column = query.byCountry ? 'base_name' : ORDER_COLUMNS.get(query.orderBy?.toLowerCase() ?? '')
  const direction = query.descending ? 'DESC' : 'ASC'
  const order = column === undefined ? `position ${direction}` : `${column} ${direction}, position`
  return { where, order, values }
}
