import { columnsOfTable, scopeColumnOf } from './scope-columns.ts'
import {
  isParameter,
  parameterAt,
  readSql,
  type SqlGroup,
  type SqlNode,
  splitConjunction,
  splitList,
  upTo,
} from './sql-nodes.ts'

/** The rows that a statement touches. */
export interface StatementScope {
  /** The table that it writes; undefined when it only reads. */
  readonly writes: string | undefined
  /** The parameters that have to be the organisation's id, by their positions from 0. */
  readonly organisationAt: readonly number[]
  /** The first reason why it may touch rows of other organisations, in a sentence; undefined when it cannot. */
  readonly problem: string | undefined
}

/** A table, view or query that a SELECT, UPDATE or DELETE names, by the name that its columns are qualified with. */
interface Source {
  readonly table: string
  name: string
}

interface Condition {
  readonly nodes: readonly SqlNode[]
  /** The joined table that an ON says something about; undefined for a WHERE, which is about all of them. */
  readonly only: Source | undefined
}

/** One SELECT, UPDATE or DELETE, which may stand inside another. */
interface Query {
  readonly outer: Query | undefined
  readonly sources: Source[]
  readonly conditions: Condition[]
  readonly selected: SqlNode[]
  readonly bound: Set<Source>
}

const STATEMENTS: ReadonlySet<SqlNode | undefined> = new Set([
  'select',
  'with',
  'insert',
  'replace',
  'update',
  'delete',
  'values',
])
const TOUCHES_NO_ROW = /^\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|CREATE|DROP)\b/i
const AFTER_CONDITIONS = ['group', 'order', 'having', 'limit', 'window', 'returning', 'union', 'intersect', 'except']
const AFTER_SOURCE: ReadonlySet<SqlNode | undefined> = new Set([
  ...AFTER_CONDITIONS,
  ...['join', 'left', 'inner', 'cross', 'natural', 'outer', 'right', 'full', 'on', 'using', 'where', 'indexed', 'not'],
  ...['set', ','],
])

/**
 * Reads once, when a statement is prepared, which table it writes and whether it keeps to one organisation. Each table of
 * organisations in it needs `organisation_id = ?` among the conditions that all must hold, or an equation with another table
 * that has one; an INSERT names the column and gives it a parameter. The table that is written is read here too: a writer
 * that named it could name another, or forget to.
 *
 * Doubt is a problem: a condition in brackets or beside OR binds nothing, and a join that keeps rows of its right side is
 * refused.
 */
export function analyseStatement(sql: string): StatementScope {
  let scope = analysed.get(sql)
  if (!scope) {
    scope = TOUCHES_NO_ROW.test(sql) ? NO_ROW : new Analysis().read(readSql(sql))
    analysed.set(sql, scope)
  }
  return scope
}

const NO_ROW: StatementScope = { writes: undefined, organisationAt: [], problem: undefined }

/** Texts are analysed once in a process, since each emulator in it prepares the same ones. */
const analysed = new Map<string, StatementScope>()

class Analysis {
  readonly #queries: Query[] = []
  readonly #organisationAt: number[] = []
  #writes: string | undefined
  #problem: string | undefined

  read(nodes: readonly SqlNode[]): StatementScope {
    if (!STATEMENTS.has(nodes[0])) this.#fail('it begins with no word that is known')
    this.#readQueries(nodes, undefined)
    for (const query of this.#queries) this.#bind(query)
    this.#problem ??= this.#findInsertProblem(nodes)
    return { writes: this.#writes, organisationAt: this.#organisationAt, problem: this.#problem }
  }

  #fail(problem: string): void {
    this.#problem ??= problem
  }

  /** Reads what stands on one level: a statement, or the SELECTs of a compound one. */
  #readQueries(nodes: readonly SqlNode[], outer: Query | undefined): void {
    let query: Query | undefined
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at]
      const next = nodes[at + 1]
      if (typeof node === 'object') this.#readGroup(node, query ?? outer)
      else if (node === 'select') {
        query = this.#openQuery(outer)
        query.selected.push(...upTo(nodes, at + 1, ['from', 'where', ...AFTER_CONDITIONS]))
      } else if (node === 'update' && nodes[at - 1] === 'do') {
        // The row that is there already has the key of the one inserted, the organisation in it.
        const source = { table: this.#writes ?? '', name: '' }
        query = this.#openQuery(outer)
        query.sources.push(source)
        query.bound.add(source)
      } else if (node === 'update') {
        query = this.#openQuery(outer)
        this.#writes = this.#addSource(query, nodes, next === 'or' ? at + 3 : at + 1)?.table
      } else if (node === 'into') this.#writes = tableAt(nodes, at + 1).table
      else if (node === 'delete' && next === 'from') {
        query = this.#openQuery(outer)
        this.#writes = this.#addSource(query, nodes, at + 2)?.table
        at += 1
      } else if (query && node === 'set')
        this.#checkAssignments(query, upTo(nodes, at + 1, ['from', 'where', 'returning']))
      else if (query && node === 'from' && nodes[at - 1] !== 'distinct') this.#readSources(query, nodes, at + 1)
      else if (query && node === 'where') this.#addConditions(query, upTo(nodes, at + 1, [...AFTER_CONDITIONS, 'on']))
      else this.#checkIn(node, next)
    }
  }

  #openQuery(outer: Query | undefined): Query {
    const query: Query = { outer, sources: [], conditions: [], selected: [], bound: new Set() }
    this.#queries.push(query)
    return query
  }

  #readGroup({ nodes }: SqlGroup, query: Query | undefined): void {
    if (STATEMENTS.has(nodes[0])) this.#readQueries(nodes, query)
    else {
      nodes.forEach((node, at) => {
        if (typeof node === 'object') this.#readGroup(node, query)
        else this.#checkIn(node, nodes[at + 1])
      })
    }
  }

  #checkIn(node: SqlNode | undefined, next: SqlNode | undefined): void {
    if (node === 'in' && typeof next !== 'object') this.#fail('write IN (SELECT ...) with the conditions of its table')
  }

  /** Reads what stands between FROM and WHERE. */
  #readSources(query: Query, nodes: readonly SqlNode[], start: number): void {
    const clause = upTo(nodes, start, ['where', ...AFTER_CONDITIONS])
    let source = this.#addSource(query, clause, 0)
    clause.forEach((node, at) => {
      if (node === ',' || node === 'join') source = this.#addSource(query, clause, at + 1)
      else if (node === 'right' || node === 'full') this.#fail(`a ${node} join keeps rows that no condition chose`)
      else if (node === 'on') {
        const condition = upTo(clause, at + 1, [',', 'join', 'left', 'inner', 'cross', 'natural', 'right', 'full'])
        this.#addConditions(query, condition, source)
      }
    })
  }

  #addSource(query: Query, nodes: readonly SqlNode[], at: number): Source | undefined {
    const first = nodes[at]
    if (typeof first === 'object' && !STATEMENTS.has(first.nodes[0])) this.#fail('write a join without brackets')
    if (first === undefined) return undefined
    const { table, end } = tableAt(nodes, at)
    const isCall = typeof first === 'string' && typeof nodes[end] === 'object'
    const after = isCall ? end + 1 : end
    const alias = nodes[after] === 'as' ? nodes[after + 1] : AFTER_SOURCE.has(nodes[after]) ? undefined : nodes[after]
    const source = { table: isCall ? '' : table, name: typeof alias === 'string' ? alias : table }
    query.sources.push(source)
    return source
  }

  #addConditions(query: Query, nodes: readonly SqlNode[], only?: Source): void {
    for (const part of splitConjunction(nodes)) query.conditions.push({ nodes: part, only })
  }

  #checkAssignments({ sources }: Query, nodes: readonly SqlNode[]): void {
    const column = scopeColumnOf(sources[0]?.table ?? '')
    for (const [target] of splitList(nodes)) {
      const isSet = typeof target === 'object' ? target.nodes.includes(column ?? '') : target === column
      if (column !== undefined && isSet) this.#fail('it gives rows to another organisation')
    }
  }

  /** Finds the tables of a query that its conditions bind, until there are no more. */
  #bind(query: Query): void {
    let count = -1
    while (count < query.bound.size) {
      count = query.bound.size
      for (const condition of query.conditions) this.#apply(query, condition)
    }
    for (const source of query.sources) {
      const column = scopeColumnOf(source.table)
      if (column === undefined || query.bound.has(source)) continue
      this.#fail(`bind ${source.name}.${column} to the organisation: it touches ${source.table} of all of them`)
    }
  }

  #apply(query: Query, { nodes, only }: Condition): void {
    const equals = nodes.indexOf('=')
    if (equals < 0) return
    const sides = [nodes.slice(0, equals), nodes.slice(equals + 1)] as const
    for (const [side, other] of [sides, [sides[1], sides[0]] as const]) {
      const source = findScoped(query, side)
      if (!source || !query.sources.includes(source) || query.bound.has(source)) continue
      if ((only === undefined || only === source) && this.#isOrganisation(query, other)) query.bound.add(source)
    }
  }

  /** Whether an expression is the organisation's id: a parameter, or the column of a table that is bound, or outside. */
  #isOrganisation(query: Query, expression: readonly SqlNode[]): boolean {
    const [node] = expression
    if (expression.length === 1 && isParameter(node)) {
      this.#organisationAt.push(parameterAt(node))
      return true
    }
    const source = findScoped(query, expression)
    return source !== undefined && (query.bound.has(source) || !query.sources.includes(source))
  }

  /** Finds an INSERT that does not give the organisation's id to each of its rows. */
  #findInsertProblem(nodes: readonly SqlNode[]): string | undefined {
    const into = nodes.indexOf('into')
    const { table, end } = tableAt(nodes, into + 1)
    const column = into < 0 ? undefined : scopeColumnOf(table)
    if (column === undefined) return undefined
    if (column === 'id') return 'it makes an organisation'
    const columns = nodes[nodes[end] === 'as' ? end + 2 : end]
    const at = typeof columns === 'object' ? splitList(columns.nodes).findIndex(([name]) => name === column) : -1
    if (at < 0) return `name ${column} among the columns of the INSERT into ${table}`
    const values = nodes.indexOf('values')
    const selects = this.#queries.filter((query) => query.outer === undefined && query.selected.length > 0)
    const isGiven =
      values > 0
        ? upTo(nodes, values + 1, ['on', 'returning']).every(
            (row) => row === ',' || (typeof row === 'object' && this.#isParameterOf(splitList(row.nodes)[at])),
          )
        : selects.length > 0 &&
          selects.every((query) => this.#isOrganisation(query, splitList(query.selected)[at] ?? []))
    return isGiven ? undefined : `give ${column} of ${table} the organisation`
  }

  #isParameterOf(value: readonly SqlNode[] | undefined): boolean {
    const node = value?.length === 1 ? value[0] : undefined
    if (!isParameter(node)) return false
    this.#organisationAt.push(parameterAt(node))
    return true
  }
}

/** The name of the table at a position, without that of its database, and the position after it. */
function tableAt(nodes: readonly SqlNode[], at: number): { readonly table: string; readonly end: number } {
  const end = nodes[at + 1] === '.' ? at + 3 : at + 1
  const name = nodes[end - 1]
  return { table: typeof name === 'string' ? name : '', end }
}

/** The table whose organisation a column says; undefined when it is any other column, or in doubt. */
function findScoped(query: Query, expression: readonly SqlNode[]): Source | undefined {
  const isQualified = expression.length === 3 && expression[1] === '.'
  if (!isQualified && expression.length !== 1) return undefined
  const qualifier = isQualified ? expression[0] : undefined
  const column = expression.at(-1)
  if (typeof column !== 'string') return undefined
  for (let each: Query | undefined = query; each; each = each.outer) {
    const having = each.sources.filter(({ name, table }) =>
      qualifier === undefined ? (columnsOfTable(table)?.has(column) ?? true) : name === qualifier,
    )
    const [source] = having
    if (source) return having.length === 1 && scopeColumnOf(source.table) === column ? source : undefined
  }
  return undefined
}
