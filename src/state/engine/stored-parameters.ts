import { columnsOfTable } from './scope-columns.ts'
import { isParameter, parameterAt, readSql, type SqlNode, splitList } from './sql-nodes.ts'
import { READING, STORED_FORMS, type StoredForm, storedFormOf } from './stored-forms.ts'

/** How the texts of a statement are stored. */
export interface StoredParameters {
  /** The parameters that have to be in the stored form of their column, by their positions from 0. */
  readonly forms: ReadonlyMap<number, StoredForm>
  /** Why a column with a stored form cannot be used as the statement does, in a sentence; undefined when all can. */
  readonly problem: string | undefined
}

const NONE: StoredParameters = { forms: new Map(), problem: undefined }

const MENTIONS_ONE = new RegExp(
  `\\b(${[...new Set(STORED_FORMS.flatMap(([, columns]) => Object.keys(columns)))].join('|')})\\b`,
  'i',
)

/** The words and signs that may follow a column that is returned or grouped by. */
const BEHIND_COLUMN: ReadonlySet<SqlNode | undefined> = new Set([
  ',',
  ')',
  'from',
  'as',
  'where',
  'limit',
  'order',
  undefined,
])
/** The words and signs that may precede such a column. */
const BEFORE_COLUMN: ReadonlySet<SqlNode | undefined> = new Set(['select', 'distinct', ',', 'by'])
/** Functions that take the stored form. */
const OF_STORED = /^(?:read_\w+|bundle_of_callback|octet_length|typeof)$/
/** The signs that comparisons of order begin with. */
const OF_ORDER: ReadonlySet<SqlNode | undefined> = new Set(['<', '>'])

const analysed = new Map<string, StoredParameters>()

/**
 * Finds the parameters that are compared with columns that have a stored form, or written into them. Such a column can be
 * compared by `=`, IS and IN only, with parameters or a column of the same form, and by order where its form keeps that:
 * anything else would be about the stored value.
 */
export function analyseParameters(sql: string): StoredParameters {
  let found = analysed.get(sql)
  if (!found) {
    found =
      MENTIONS_ONE.test(sql) && !/^\s*(?:CREATE|DROP)\b/i.test(sql)
        ? new Analysis(readSql(sql.replace(READING, 'NULL'))).run()
        : NONE
    analysed.set(sql, found)
  }
  return found
}

/** The tables of a query, by their names and aliases, and the query that it stands in. */
interface Scope {
  readonly outer: Scope | undefined
  readonly tables: Map<string, string>
}

const isTable = (name: string): boolean => columnsOfTable(name.replace(/^copied_/, '')) !== undefined

class Analysis {
  readonly #nodes: readonly SqlNode[]
  /** The nodes of all levels in one list, with brackets around each group. */
  readonly #words: string[] = []
  /** The query that each stands in. */
  readonly #scopes: Scope[] = []
  readonly #forms = new Map<number, StoredForm>()
  #problem: string | undefined

  constructor(nodes: readonly SqlNode[]) {
    this.#nodes = nodes
    this.#flatten(nodes, { outer: undefined, tables: new Map() })
    this.#words.forEach((word, at) => {
      const before = this.#words[at - 1] ?? ''
      if (!['from', 'join', 'into', 'update', ','].includes(before) || !isTable(word)) return
      const { tables } = this.#scopes[at] as Scope
      tables.set(word, word)
      const next = this.#words[at + 1] === 'as' ? this.#words[at + 2] : this.#words[at + 1]
      if (next !== undefined && /^[a-z]$/.test(next)) tables.set(next, word)
    })
  }

  #flatten(nodes: readonly SqlNode[], scope: Scope): void {
    const add = (word: string, of = scope) => {
      this.#words.push(word)
      this.#scopes.push(of)
    }
    for (const node of nodes) {
      if (typeof node === 'string') add(node)
      else {
        add('(')
        this.#flatten(node.nodes, node.nodes[0] === 'select' ? { outer: scope, tables: new Map() } : scope)
        add(')')
      }
    }
  }

  run(): StoredParameters {
    const from = this.#readInsert()
    for (let at = from; at < this.#words.length; at += 1) {
      const form = this.#formAt(at)
      if (form) this.#readColumn(form, at)
    }
    return { forms: this.#forms, problem: this.#problem }
  }

  /** Reads `INSERT INTO table (columns) VALUES (values)`. Returns the position from which other columns stand. */
  #readInsert(): number {
    const into = this.#nodes.indexOf('into')
    const table = this.#nodes[into + 1]
    const columns = this.#nodes[into + 2]
    const values = this.#nodes.indexOf('values')
    if (into < 0 || typeof table !== 'string' || typeof columns !== 'object') return 0
    const names = splitList(columns.nodes).map(([name]) => String(name))
    // Values that a SELECT reads from another table have the stored form already.
    if (values < 0) return this.#words.indexOf(')')
    for (const row of this.#nodes.slice(values + 1)) {
      if (typeof row !== 'object') continue
      splitList(row.nodes).forEach(([value], index) => {
        const form = storedFormOf(table, names[index] ?? '')
        if (form && isParameter(value)) this.#forms.set(parameterAt(value), form)
        else if (form && value !== 'null') this.#fail(names[index] ?? '')
      })
    }
    return this.#words.length
  }

  #fail(column: string): void {
    this.#problem ??= `${column} has a stored form: compare it with a parameter by = or IS, or read it first (shownSql)`
  }

  /** Reads a list of parameters in brackets. */
  #readList(form: StoredForm, begin: number): void {
    const list = this.#words.slice(begin + 1, this.#words.indexOf(')', begin))
    for (const value of list) {
      if (isParameter(value)) this.#forms.set(parameterAt(value), form)
      else if (value !== ',') this.#fail(this.#words[begin - 2] ?? '')
    }
  }

  /** The form of the column at a position; undefined for anything else there. */
  #formAt(at: number): StoredForm | undefined {
    const column = this.#words[at]
    if (column === undefined || !/^[a-z]\w*$/.test(column) || this.#words[at + 1] === '.') return undefined
    // The name of a result, of a table or of a function.
    if (this.#words[at - 1] === 'as' || this.#words[at + 1] === '(') return undefined
    const scope = this.#scopes[at]
    if (this.#words[at - 1] === '.') {
      const qualifier = this.#words[at - 2] ?? ''
      for (let each = scope; each; each = each.outer) {
        const table = each.tables.get(qualifier)
        if (table !== undefined) return storedFormOf(table, column)
      }
      return undefined
    }
    for (let each = scope; each; each = each.outer) {
      const having = [...new Set(each.tables.values())].filter((table) =>
        columnsOfTable(table.replace(/^copied_/, ''))?.has(column),
      )
      const forms = [...new Set(having.map((table) => storedFormOf(table, column)))]
      if (forms.length > 1) this.#problem ??= `say whose ${column} it is: they are stored in different forms`
      if (forms.length > 0) return forms[0]
    }
    return undefined
  }

  #readColumn(form: StoredForm, at: number): void {
    const begin = this.#words[at - 1] === '.' ? at - 2 : at
    const before = this.#words[begin - 1]
    const [next, other, third, fourth] = this.#words.slice(at + 1)
    if (form.keepsOrder && this.#readOrder(form, at)) return
    if (next === '=' || next === 'is') {
      if (isParameter(other)) this.#forms.set(parameterAt(other), form)
      else if (other === `store_${form.name}` || /^\d+$/.test(other ?? '')) return
      else if (next === 'is' && (other === 'null' || (other === 'not' && third === 'null'))) return
      else if (this.#formAt(fourth !== undefined && third === '.' ? at + 4 : at + 2) !== form)
        this.#fail(this.#words[at] ?? '')
    } else if (next === 'in' || (next === 'not' && other === 'in')) this.#readList(form, this.#words.indexOf('(', at))
    else if (before === '=' || before === 'is') {
      // The right side of a comparison, whose left side was read.
      if (this.#formAt(begin - 2) !== form) this.#fail(this.#words[at] ?? '')
    } else if (before === '(' && OF_STORED.test(this.#words[begin - 2] ?? '')) return
    else if (before === '(' && form.isBytes && this.#words[begin - 2] === 'substr') return
    else if (before === 'by' && this.#words[begin - 2] === 'order') this.#fail(this.#words[at] ?? '')
    else if (!BEFORE_COLUMN.has(before) || !BEHIND_COLUMN.has(next)) this.#fail(this.#words[at] ?? '')
  }

  /**
   * Reads what a statement may do with a column whose stored values are in the order of the texts: `x > ?`, `(x, y) > (?, ?)`
   * and `ORDER BY x`. Returns false for anything else.
   */
  #readOrder(form: StoredForm, at: number): boolean {
    const behind = (sign: number) => sign + (this.#words[sign + 1] === '=' ? 2 : 1)
    if (OF_ORDER.has(this.#words[at + 1])) {
      const other = this.#words[behind(at + 1)]
      if (!isParameter(other)) return false
      this.#forms.set(parameterAt(other), form)
      return true
    }
    if (this.#words[at - 1] === 'by' && this.#words[at - 2] === 'order') return true
    const open = this.#words.lastIndexOf('(', at)
    const close = this.#words.indexOf(')', at)
    const list = behind(close + 1)
    if (!OF_ORDER.has(this.#words[close + 1]) || this.#words[list] !== '(') return false
    const place = this.#words.slice(open, at).filter((word) => word === ',').length
    const parameters = this.#words.slice(list + 1, this.#words.indexOf(')', list)).filter((word) => word !== ',')
    const parameter = parameters[place]
    if (!isParameter(parameter)) return false
    this.#forms.set(parameterAt(parameter), form)
    return true
  }
}
