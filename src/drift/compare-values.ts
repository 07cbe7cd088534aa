import type { Difference } from './compare.ts'
import { type Shape, shapeOf } from './shape.ts'

/** Differences of one call are told up to this number. */
const MOST_TOLD = 10

/** Fields that tell the elements of a list apart, so that those of two lists are compared whatever their order. */
const IDENTITIES = ['orderReference', 'id', 'name'] as const

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Whether the values of a field are not to be compared, such as `esims[].iccid` that an import replaced. */
export type IsReplaced = (path: string) => boolean

/**
 * Compares the values of two answers. Moments are compared to the millisecond. A field that only one service has at all is a
 * difference in form, and not told here.
 */
export function compareValues(here: unknown, there: unknown, isReplaced: IsReplaced): Difference[] {
  const shapes: readonly [Shape, Shape] = [shapeOf(here), shapeOf(there)]
  const differences: Difference[] = []
  let count = 0
  const tell = (where: string, mine: unknown, theirs: unknown): void => {
    if (++count <= MOST_TOLD) differences.push({ where, here: describe(mine), there: describe(theirs) })
  }
  const visit = (path: string, where: string, mine: unknown, theirs: unknown): void => {
    if (isReplaced(path) || isSame(mine, theirs)) return
    if (Array.isArray(mine) && Array.isArray(theirs)) {
      for (const [name, a, b] of pair(mine, theirs, (field) => isReplaced(`${path}[].${field}`))) {
        visit(`${path}[]`, `${where}[${name}]`, a, b)
      }
    } else if (isObject(mine) && isObject(theirs)) {
      for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
        const inner = path === '' ? name : `${path}.${name}`
        if (!shapes.every((shape) => shape.has(inner))) continue
        visit(inner, where === '' ? name : `${where}.${name}`, mine[name], theirs[name])
      }
    } else tell(where === '' ? 'answer' : where, mine, theirs)
  }
  visit('', '', here, there)
  if (count > MOST_TOLD) differences.push({ where: `and ${count - MOST_TOLD} more`, here: '', there: '' })
  return differences
}

function isSame(mine: unknown, theirs: unknown): boolean {
  if (mine === theirs) return true
  return (
    typeof mine === 'string' &&
    typeof theirs === 'string' &&
    MOMENT.test(mine) &&
    MOMENT.test(theirs) &&
    Date.parse(mine) === Date.parse(theirs)
  )
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The elements of two lists, side by side: by what tells them apart, else by their place. */
function* pair(
  mine: readonly unknown[],
  theirs: readonly unknown[],
  isReplaced: IsReplaced,
): Generator<[string, unknown, unknown]> {
  const key = IDENTITIES.find((name) => !isReplaced(name) && isIdentity(mine, name) && isIdentity(theirs, name))
  if (key === undefined) {
    for (let at = 0; at < Math.max(mine.length, theirs.length); at++) yield [String(at), mine[at], theirs[at]]
    return
  }
  const byKey = (list: readonly unknown[]) =>
    new Map(list.map((each) => [(each as Record<string, unknown>)[key], each]))
  const [left, right] = [byKey(mine), byKey(theirs)]
  for (const id of new Set([...left.keys(), ...right.keys()])) yield [String(id), left.get(id), right.get(id)]
}

function isIdentity(list: readonly unknown[], name: string): boolean {
  const values = list.map((each) => (isObject(each) ? each[name] : undefined))
  return values.every((value) => value !== undefined) && new Set(values).size === list.length
}

const LONGEST_VALUE = 60

function describe(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text
}
