import type { Declaration } from './declared.ts'
import { type Field, isText, type Kind, parentOf, type Shape } from './shape.ts'

export interface Difference {
  /** `status`, `content type`, or the path of a field. */
  readonly where: string
  readonly here: string
  readonly there: string
}

export interface NotCompared {
  readonly where: string
  readonly why: string
}

export interface Comparison {
  readonly differences: readonly Difference[]
  readonly notCompared: readonly NotCompared[]
}

const ABSENT = 'absent'

/**
 * How another service's answer differs in shape from ours. Ours is what we were seen to send, and what the contract allows
 * beside it: a sample shows neither every optional field nor every price with a fraction.
 */
export function compareShapes(here: Shape, there: Shape, declarations: ReadonlyMap<string, Declaration>): Comparison {
  const differences: Difference[] = []
  const notCompared: NotCompared[] = []
  for (const path of new Set([...here.keys(), ...there.keys()])) {
    const mine = here.get(path)
    const theirs = there.get(path)
    const where = path === '' ? 'answer' : path
    const optional = declarations.get(path)?.optional ?? false
    if (mine && theirs) {
      const always = isAlways(here, path, mine) && !optional
      const lost = always && !isAlways(there, path, theirs)
      const admitted = [...theirs.kinds].every((kind) => admits(mine.kinds, declarations.get(path)?.kinds, kind))
      if (!lost && admitted) continue
      differences.push({
        where,
        here: (lost ? 'always ' : '') + describe(mine),
        there: (lost ? 'sometimes ' : '') + describe(theirs),
      })
    } else if (path.endsWith('[]')) {
      // A list with nothing in it; one that is no list on one side has been reported as such.
      const [empty, side] = mine ? [there, 'there'] : [here, 'here']
      if (empty.get(parentOf(path))?.kinds.has('list')) notCompared.push({ where, why: `the list is empty ${side}` })
    } else if (mine) {
      if (!isObject(there, parentOf(path))) continue
      if (optional || !isAlways(here, path, mine)) notCompared.push({ where, why: 'optional, and absent there' })
      else differences.push({ where, here: describe(mine), there: ABSENT })
    } else if (theirs && isObject(here, parentOf(path)) && !optional) {
      differences.push({ where, here: ABSENT, there: describe(theirs) })
    }
  }
  return { differences, notCompared }
}

const isObject = (shape: Shape, path: string): boolean => shape.get(path)?.kinds.has('object') ?? false

/** Whether a field is in every one of the objects that it could be in. */
const isAlways = (shape: Shape, path: string, { count }: Field): boolean =>
  path === '' || path.endsWith('[]') || count === shape.get(parentOf(path))?.count

const describe = ({ kinds }: Field): string => [...kinds].sort().join(' or ')

/** Whether a reader made for one side's values can read this of the other's. */
function admits(seen: ReadonlySet<Kind>, declared: ReadonlySet<Kind> | undefined, kind: Kind): boolean {
  if (seen.has(kind)) return true
  if (!isText(kind)) return declared?.has(kind) ?? (kind === 'integer' && seen.has('number'))
  // Where our texts have a form, theirs need it too; where we have none to show, any will do.
  const forms = [...seen].filter((each) => isText(each) && each !== 'empty text')
  return forms.length === 0 ? seen.has('empty text') || (declared?.has('text') ?? false) : forms.includes('text')
}
