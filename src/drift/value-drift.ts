import { type Answer, type Ask, asker, type Side } from './ask.ts'
import { compareValues, type IsReplaced } from './compare-values.ts'
import { describeCall, type Finding } from './drift.ts'
import { elementsAt } from './probes.ts'

/** Lists that are read to their end, with the name of their elements. */
const LISTS = [
  ['/catalogue?perPage=500', 'bundles'],
  ['/inventory?perPage=500', 'bundles'],
  ['/orders?limit=100', 'orders'],
] as const

const SINGLES = ['/organisation', '/organisation/groups', '/networks?returnAll=true'] as const

const ESIM_LIST = '/esims?perPage=100'
const ESIMS_PER_PAGE = 100

const callsOfEsim = (iccid: string): string[] => [
  `/esims/${iccid}`,
  `/esims/${iccid}/bundles?includeUsed=true&limit=200`,
  `/esims/${iccid}/location`,
  `/esims/${iccid}/history?perPage=100`,
]

export interface ValueOptions {
  readonly isReplaced: IsReplaced
  /** How many eSIMs are compared, the first of the list. */
  readonly esims: number
}

/** The calls of a comparison of values; pages and eSIMs are told by their place. */
export const VALUE_PLAN: readonly string[] = [
  ...SINGLES,
  ...LISTS.map(([path]) => `${path}&page={page}`),
  `${ESIM_LIST}&page={page}`,
  ...callsOfEsim('{iccid}'),
].map((path) => `GET  ${path}`)

/**
 * Compares the values of two services that are the same account: all pages of the lists, and the eSIMs at the same places of
 * both, since an import gives them other numbers. Throws CannotAsk when `there` does not answer.
 */
export async function findValueDrift(here: Side, there: Side, { isReplaced, esims }: ValueOptions): Promise<Finding[]> {
  const sides = { here: asker(here), there: asker(there) }
  const findings: Finding[] = []
  const compare = async (mine: string, theirs = mine, name = mine): Promise<[Answer, Answer]> => {
    const answers = [await ask(sides.here, mine), await ask(sides.there, theirs)] as [Answer, Answer]
    findings.push({
      call: describeCall(getOf(name)),
      differences: compareAnswers(...answers, isReplaced),
      notCompared: [],
    })
    return answers
  }
  const comparePages = (path: string, key: string, most = Number.POSITIVE_INFINITY) =>
    pagesOfBoth((page) => compare(`${path}&page=${page}`), key, most)

  for (const path of SINGLES) await compare(path)
  for (const [path, key] of LISTS) {
    for await (const _ of comparePages(path, key));
  }
  let place = 0
  for await (const [mine, theirs] of comparePages(ESIM_LIST, 'esims', Math.ceil(esims / ESIMS_PER_PAGE))) {
    for (const [index, esim] of mine.entries()) {
      const [own, other] = [iccidOf(esim), iccidOf(theirs[index])]
      if (place >= esims || own === undefined || other === undefined) break
      place += 1
      const calls = callsOfEsim(other)
      for (const [at, path] of callsOfEsim(own).entries()) {
        await compare(path, calls[at], path.replace(own, `{eSIM ${place}}`))
      }
    }
  }
  return findings
}

const getOf = (path: string) => ({ method: 'GET', path, accept: undefined, body: undefined })
const ask = (side: Ask, path: string): Promise<Answer> => side(getOf(path))

function compareAnswers(here: Answer, there: Answer, isReplaced: IsReplaced): Finding['differences'] {
  if (here.status !== there.status) {
    return [{ where: 'status', here: String(here.status), there: String(there.status) }]
  }
  return compareValues(here.value, there.value, isReplaced)
}

/** Reads pages until both services have no more, or `most` are read. */
async function* pagesOfBoth(read: (page: number) => Promise<[Answer, Answer]>, key: string, most: number) {
  for (let page = 1; page <= most; page++) {
    const [mine, theirs] = await read(page)
    yield [elementsAt(mine.value, key), elementsAt(theirs.value, key)] as const
    if (page >= Math.min(pagesOf(mine), pagesOf(theirs))) return
  }
}

const pagesOf = ({ value }: Answer): number => {
  const { pageCount } = (value ?? {}) as { pageCount?: unknown }
  return typeof pageCount === 'number' ? pageCount : 1
}

/** The ICCID of an eSIM of a list. Of text that goes into a path, nothing else is taken. */
function iccidOf(esim: unknown): string | undefined {
  const { iccid } = (esim ?? {}) as { iccid?: unknown }
  return typeof iccid === 'string' && /^\d{18,22}$/.test(iccid) ? iccid : undefined
}
