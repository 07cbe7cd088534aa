import { listOr } from '../domain/list-words.ts'
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
 * Finds how the form of another service's answer differs from ours. Ours is the sample, and what the contract allows beside
 * it: a sample shows neither every optional field nor every price with a fraction.
 */
export function compareShapes(here: Shape, there: Shape, declarations: ReadonlyMap<string, Declaration>): Comparison {
  const differences: Difference[] = []
  const notCompared: NotCompared[] = []
  for (const path of new Set([...here.keys(), ...there.keys()])) {
    const mine = here.get(path)
    const theirs = there.get(path)
    const where = path === '' ? 'answer' : path
    const { optional = false, kinds: declared } = declarations.get(path) ?? {}
    if (mine && theirs) {
      const always = isAlways(here, path, mine) && !optional
      const lost = always && !isAlways(there, path, theirs)
      const admitted = [...theirs.kinds].every((kind) => admits(mine, declared, kind))
      if (!lost && admitted) continue
      differences.push({
        where,
        here: (lost ? 'always ' : '') + describe(mine, declared),
        there: (lost ? 'sometimes ' : '') + describe(theirs),
      })
    } else if (path.endsWith('[]')) {
      // A list with nothing in it; one that is no list on one side has been reported as such.
      const [empty, side] = mine ? [there, 'there'] : [here, 'here']
      if (empty.get(parentOf(path))?.kinds.has('list')) notCompared.push({ where, why: `the list is empty ${side}` })
    } else if (mine) {
      if (!isObject(there, parentOf(path))) continue
      if (optional || !isAlways(here, path, mine)) notCompared.push({ where, why: 'optional, and absent there' })
      else differences.push({ where, here: describe(mine, declared), there: ABSENT })
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

/** A number is told as one where a sample happens to have no fraction. */
function describe({ kinds }: Field, declared?: ReadonlySet<Kind>): string {
  const isNumber = kinds.has('number') || (kinds.has('integer') && declared?.has('number'))
  const told = [...kinds].map((kind) => (kind === 'integer' && isNumber ? 'number' : kind))
  return listOr([...new Set(told)].sort())
}

/** Forms that a text can have by chance: a postcode may be all digits. They count when so many values have them. */
const CHANCE_FORMS: ReadonlySet<Kind> = new Set(['digits', 'code'])
const ENOUGH_VALUES = 5

/** Whether a reader made for one side's values can read this of the other's. */
function admits({ kinds, count }: Field, declared: ReadonlySet<Kind> | undefined, kind: Kind): boolean {
  if (kinds.has(kind)) return true
  if (!isText(kind)) return declared?.has(kind) ?? false
  // If our texts have a form, theirs need it too; if we have no text to show, any form will do.
  const texts = [...kinds].filter((each) => isText(each) && each !== 'empty text')
  if (texts.length === 0) return kinds.has('empty text') || (declared?.has('text') ?? false)
  return texts.some((each) => each === 'text' || (count < ENOUGH_VALUES && CHANCE_FORMS.has(each)))
}
