/** A place where a value is not as expected. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Finds the places where a value lacks an expected part; it may have more. Items of lists are compared by index. */
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
