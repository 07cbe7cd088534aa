import { type ESTree, parseSync } from 'rolldown/utils'

/** The tests of one file. */
export interface TestFile {
  /** Below `test`, without `.test.ts`. */
  readonly name: string
  readonly text: string
  readonly titles: readonly string[]
}

type Kind = 'test' | 'group'

/** Vitest's names of the functions that begin a test or a group. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['test', 'test'],
  ['it', 'test'],
  ['describe', 'group'],
  ['suite', 'group'],
])

/** The modifiers that may follow such a name, as in `test.concurrent.each`; those with cases are called before the title. */
const WITH_CASES = ['each', 'for', 'skipIf', 'runIf']
const MODIFIERS = [...WITH_CASES, 'concurrent', 'sequential', 'shuffle', 'only', 'fails']

/** The functions that make a `test` of their own. */
const FACTORIES = ['createEmulatorTest', 'connectEmulatorTest']

/** A test that is skipped or still to be written proves nothing. */
const PROVES_NOTHING = ['skip', 'todo']

/** The values behind the names of a file. */
interface Names {
  readonly calls: Map<string, Kind>
  /** The names of `import * as vitest`. */
  readonly modules: Set<string>
  /** The texts that have a name. */
  readonly texts: Map<string, string>
}

/**
 * The titles of the tests in a source file as they are written, placeholders and all; below a group as `group > test`. A
 * group is also what any other call is given a title and a function with tests for. Throws when the text cannot be parsed.
 */
export function scanTitles(text: string): string[] {
  const { program, errors } = parseSync('titles.test.ts', text)
  const [error] = errors
  if (error) throw new Error(`the tests cannot be parsed: ${error.message}`)
  const names = readNames(program)
  const titlesIn = (node: unknown): string[] => {
    if (Array.isArray(node)) return node.flatMap(titlesIn)
    if (!isNode(node)) return []
    if (node.type !== 'CallExpression') return Object.values(node).flatMap(titlesIn)
    const kind = kindOf(node.callee, names)
    if (kind === 'skipped') return []
    const [first, ...rest] = node.arguments
    const titles = first && titlesOf(first, names, text)
    if (kind === 'test' && titles && rest.length > 0) return titles
    const within = [node.callee, ...node.arguments].flatMap(titlesIn)
    const isGroup = titles && rest.some(({ type }) => /^(Arrow)?FunctionExpression$/.test(type))
    return isGroup ? titles.flatMap((title) => within.map((inner) => `${title} > ${inner}`)) : within
  }
  return titlesIn(program.body)
}

const isNode = (value: unknown): value is ESTree.Node => typeof (value as ESTree.Node | null)?.type === 'string'

/** Names that are imported from vitest or made of its own. `test` and the like mean the same wherever they are from. */
function readNames({ body }: ESTree.Program): Names {
  const names: Names = { calls: new Map(KINDS), modules: new Set(), texts: new Map() }
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration' && statement.source.value === 'vitest') {
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ImportNamespaceSpecifier') names.modules.add(specifier.local.name)
        if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue
        const kind = KINDS.get(specifier.imported.name)
        if (kind) names.calls.set(specifier.local.name, kind)
      }
    }
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || !init) continue
      if (init.type === 'Literal' && typeof init.value === 'string') names.texts.set(id.name, init.value)
      if (makesTest(init, names)) names.calls.set(id.name, 'test')
    }
  }
  return names
}

/** Whether a value is `test` in another form: extended, with a modifier, or from a factory of this package. */
function makesTest(init: ESTree.Expression, names: Names): boolean {
  if (init.type === 'MemberExpression') return kindOf(init, names) === 'test'
  if (init.type !== 'CallExpression') return false
  return kindOf(init.callee, names, ['extend']) === 'test' || FACTORIES.includes(nameOf(init.callee))
}

/** Tells which of the two a call begins, a test or a group; undefined for any other, such as the `.test()` of a pattern. */
function kindOf(callee: ESTree.Node, names: Names, modifiers = MODIFIERS): Kind | 'skipped' | undefined {
  switch (callee.type) {
    case 'Identifier':
      return names.calls.get(callee.name)
    case 'TaggedTemplateExpression':
      return kindOf(callee.tag, names, modifiers)
    case 'CallExpression': {
      const { callee: inner } = callee
      const takesCases = inner.type === 'MemberExpression' && WITH_CASES.includes(nameOf(inner.property))
      return takesCases ? kindOf(inner, names, modifiers) : undefined
    }
    case 'MemberExpression': {
      const name = nameOf(callee.property)
      const { object } = callee
      if (object.type === 'Identifier' && names.modules.has(object.name)) return KINDS.get(name)
      const kind = kindOf(object, names, modifiers)
      if (kind && PROVES_NOTHING.includes(name)) return 'skipped'
      return modifiers.includes(name) ? kind : undefined
    }
    default:
      return undefined
  }
}

const nameOf = (node: ESTree.Node): string => (node.type === 'Identifier' ? node.name : '')

/** The titles that an expression may give, what is not known in them as `${...}`; undefined when it gives no text. */
function titlesOf(node: ESTree.Node, names: Names, source: string): string[] | undefined {
  const partsOf = (part: ESTree.Node): string[] =>
    titlesOf(part, names, source) ?? [`\${${source.slice(part.start, part.end).replace(/[{}]/g, '')}}`]
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : undefined
    case 'Identifier': {
      const text = names.texts.get(node.name)
      return text === undefined ? undefined : [text]
    }
    case 'TemplateLiteral':
      return node.quasis.reduce<string[]>(
        (begun, { value }, index) => {
          const expression = node.expressions[index]
          const then = expression ? partsOf(expression) : ['']
          return joinEach(joinEach(begun, [value.cooked ?? value.raw]), then)
        },
        [''],
      )
    case 'BinaryExpression':
      return node.operator === '+' ? joinEach(partsOf(node.left), partsOf(node.right)) : undefined
    case 'ConditionalExpression':
      return [...partsOf(node.consequent), ...partsOf(node.alternate)]
    default:
      return undefined
  }
}

const joinEach = (begun: readonly string[], ends: readonly string[]): string[] =>
  begun.flatMap((start) => ends.map((end) => start + end))

const PLACEHOLDER = /%(?:\d+\$)?[sdifjoOc#$]|\$\{[^}]*\}|\$[a-zA-Z][\w.]*/g
const quotePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * Whether what stands in the place of a placeholder is written in the file: a text with its quotes, any other value as it
 * is, or else each value in it.
 */
function isCase(text: string, part: string): boolean {
  const value = parse(part)
  const isText = value === undefined ? !/^[\d[{-]|^undefined$/.test(part) : typeof value === 'string'
  if (isText) {
    const word = typeof value === 'string' ? value : part.replace(/^'(.*)'$/, '$1')
    return ["'", '"', '`'].some((quote) => text.includes(quote + word + quote))
  }
  if (text.includes(part)) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(
    ([key, each]) => (Array.isArray(value) || text.includes(key)) && isCase(text, JSON.stringify(each)),
  )
}

function parse(part: string): unknown {
  try {
    return JSON.parse(part)
  } catch {
    return undefined
  }
}

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
