/** The tests of one file. */
export interface TestFile {
  /** Below `test`, without `.test.ts`. */
  readonly name: string
  readonly text: string
  readonly titles: readonly string[]
}

/** Comments, texts, and the calls of vitest that begin a group or a test. What is skipped or still to be written proves nothing. */
const TOKENS =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|(?<=[(,=:[!&|?{;\n]\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|(?<![\w.$])(?:test|describe)(?:\.(?:each|for|skipIf|runIf|concurrent|sequential))*(?:<[\s\S]*?>(?=\([[\w]))?(?=\()|[()]/g

interface Open {
  /** Of a call of vitest, before its title is known: which call, and whether a list of cases comes first. */
  readonly call?: string
  readonly cases?: boolean
  title?: string
}

/**
 * The titles of the tests in a source file as they are written, placeholders and all; below a group as `group > test`.
 * Reads the texts and the brackets of the file, which is all that is needed where titles are written out.
 */
export function scanTitles(text: string): string[] {
  const titles: string[] = []
  const open: Open[] = []
  let next: Open | undefined
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '(') {
      open.push(next ?? {})
      next = undefined
    } else if (token === ')') {
      const { call, cases } = open.pop() ?? {}
      // `test.each(cases)(title, work)`: the title is in the brackets that follow.
      if (call !== undefined && cases && text.slice(index + 1).startsWith('(')) next = { call }
    } else if (/^(test|describe)/.test(token)) {
      next = { call: token.startsWith('test') ? 'test' : 'describe', cases: token.includes('.') }
    } else if (/^['"`]/.test(token)) {
      const inner = open.at(-1)
      if (inner?.call === undefined || inner.cases || inner.title !== undefined) continue
      inner.title = token.slice(1, -1).replace(/\\(.)/g, '$1')
      if (inner.call === 'test') titles.push(open.flatMap(({ title }) => title ?? []).join(' > '))
    }
  }
  return titles
}

const PLACEHOLDER = /%(?:[sdifjoOc#$]|\d\$s)|\$\{[^}]*\}|\$[a-zA-Z][\w.]*/g
const quotePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether what stands in the place of a placeholder is written in the file: a text with its quotes, any other value as it is. */
const isCase = (text: string, part: string): boolean =>
  /^[\d[{]|^(true|false|null)$/.test(part)
    ? text.includes(part)
    : ["'", '"', '`'].some((q) => text.includes(q + part + q))

/**
 * The title in a file that a row means: the same text, or a template of which it is one case. The case has to be written
 * in the file, so that one that is gone is missed.
 */
export function findTitle({ text, titles }: TestFile, wanted: string): string | undefined {
  if (titles.includes(wanted)) return wanted
  return titles.find((title) => {
    if (title.search(PLACEHOLDER) < 0) return false
    const fixed = title.split(PLACEHOLDER).map(quotePattern)
    const cases = new RegExp(`^${fixed.join('(.*)')}$`).exec(wanted)
    return cases?.slice(1).every((part) => isCase(text, part))
  })
}
