/** Something that is not as it should be, and where. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Where a value lacks what is expected of it; it may have more. The items of a list are compared in turn. */
export function findDifferences(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(expected, actual) ? [] : [{ path, expected, actual }]
  }
  const isList = Array.isArray(expected)
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== isList) {
    return [{ path, expected, actual }]
  }
  return Object.entries(expected).flatMap(([key, each]) => {
    const place = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    return findDifferences(each, (actual as Record<string, unknown>)[key], place)
  })
}
