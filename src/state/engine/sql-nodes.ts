/** A word, sign or value of SQL, or a group: brackets, or CASE to END. */
export type SqlNode = string | SqlGroup
export interface SqlGroup {
  readonly nodes: readonly SqlNode[]
}

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[A-Za-z_][\w$]*|\d[\w.]*|\?\d*|[:@$]\w+|\S/g

const OPENING: ReadonlySet<string> = new Set(['(', 'case'])
const CLOSING: ReadonlySet<string> = new Set([')', 'end'])

/**
 * Reads SQL as words and groups. Words are in lower case, comments are left out, a text is `'`, and the nth `?` is `?n`, from
 * 0. A parameter with a number or a name is `:`. Throws TypeError for a name in quotes, which could be any word, and for
 * groups that do not close.
 */
export function readSql(sql: string): readonly SqlNode[] {
  let nodes: SqlNode[] = []
  const enclosing: SqlNode[][] = []
  let parameters = 0
  for (const [token] of sql.matchAll(TOKEN)) {
    const word = wordOf(token)
    if (word === undefined) continue
    if (OPENING.has(word)) {
      enclosing.push(nodes)
      nodes = []
    } else if (CLOSING.has(word)) {
      const outer = enclosing.pop()
      if (!outer) throw new TypeError(`a group of the statement has no beginning: ${sql}`)
      outer.push({ nodes })
      nodes = outer
    } else nodes.push(word === '?' ? `?${parameters++}` : word)
  }
  if (enclosing.length > 0) throw new TypeError(`a group of the statement has no end: ${sql}`)
  return nodes
}

/** A token as it is compared; undefined for a comment. */
function wordOf(token: string): string | undefined {
  switch (token[0]) {
    case "'":
      return "'"
    case '"':
    case '`':
    case '[':
      throw new TypeError(`write the name ${token} without quotes`)
    case '?':
      return token === '?' ? token : ':'
    case ':':
    case '@':
    case '$':
      return ':'
    default:
      return token.startsWith('--') || token.startsWith('/*') ? undefined : token.toLowerCase()
  }
}

export const isParameter = (node: SqlNode | undefined): node is string =>
  typeof node === 'string' && node.length > 1 && node[0] === '?'

export const parameterAt = (node: string): number => Number(node.slice(1))

/** The parts of a list, between its commas. */
export function splitList(nodes: readonly SqlNode[]): SqlNode[][] {
  const parts: SqlNode[][] = [[]]
  for (const node of nodes) {
    if (node === ',') parts.push([])
    else parts.at(-1)?.push(node)
  }
  return parts
}

/** The conditions that all must hold; none when they are alternatives. The AND of a BETWEEN separates nothing. */
export function splitConjunction(nodes: readonly SqlNode[]): SqlNode[][] {
  if (nodes.includes('or')) return []
  const parts: SqlNode[][] = [[]]
  let isBetween = false
  for (const node of nodes) {
    if (node === 'and' && !isBetween) parts.push([])
    else parts.at(-1)?.push(node)
    if (node === 'between') isBetween = true
    else if (node === 'and') isBetween = false
  }
  return parts
}

/** The nodes from a position to the first of some words. */
export function upTo(nodes: readonly SqlNode[], start: number, words: readonly string[]): SqlNode[] {
  const length = nodes.slice(start).findIndex((node) => typeof node === 'string' && words.includes(node))
  return nodes.slice(start, length < 0 ? undefined : start + length)
}
