/** Something that is not as it should be, and where. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Where a value lacks what is expected of it; it may have more, but for the items of a list, which are compared in turn. */
export function findDifferences(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [{ path, expected, actual }]
    return expected.flatMap((each, index) => findDifferences(each, actual[index], `${path}[${index}]`))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return [{ path, expected, actual }]
    return Object.entries(expected).flatMap(([key, each]) =>
      findDifferences(each, (actual as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`),
    )
  }
  return Object.is(expected, actual) ? [] : [{ path, expected, actual }]
}
