import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { formatInstant, type Instant } from '../domain/instant.ts'
import { createReplacer, type Replacer } from '../domain/replacer.ts'
import type { Side } from '../drift/ask.ts'
import { elementsOf, esimOf, type Fitted, groupOf, orderOf, organisationOf, stockOf } from './forms.ts'
import { Notes } from './notes.ts'
import { Parts } from './parts.ts'
import { CALLS, esimCalls } from './plan.ts'
import { ImportFailure, Reader, Refused } from './read.ts'
import { type Counts, writeReport } from './report.ts'
import { bundleOf, findUnlisted, listFormOf } from './unlisted.ts'
import { FILES, writeFiles } from './write.ts'

/** How far an import is: what is read, and how much of it. `total` is absent until it is known. */
export interface Progress {
  readonly what: 'catalogue' | 'networks' | 'inventory' | 'orders' | 'list of eSIMs' | 'eSIMs'
  readonly done: number
  readonly total: number | undefined
}

export interface ImportOptions {
  readonly side: Side
  /** The folder that the files are written to. */
  readonly out: string
  readonly keepIdentifiers?: boolean
  /** The present of the account. Default: the date of the service's last answer. */
  readonly at?: Instant
  readonly onProgress?: (progress: Progress) => void
}

export interface ImportResult {
  readonly counts: Counts
  readonly at: Instant
  /** Notes on what was left out, in a line each. */
  readonly notes: readonly string[]
}

/** Of text that goes into a path, nothing else is taken. */
const BUNDLE_NAME = /^[\w+-][\w.+-]*$/

type Json = Readonly<Record<string, unknown>>

/**
 * Reads an account by calls that change nothing, and writes it to a folder: the catalogue, the networks, a scenario, and a
 * report. Goes on where an earlier one ended. Throws ImportFailure; then the folder has the parts that were read. A failure to
 * write a file leaves the parts too, and the next import writes all files again.
 */
export async function importAccount(options: ImportOptions): Promise<ImportResult> {
  const { out, side, keepIdentifiers = false } = options
  if (FILES.some((file) => existsSync(join(out, file))) && !Parts.areIn(out)) {
    throw new ImportFailure(`${out} has an import already: remove it, or choose another folder`)
  }
  return new Import(options, createReplacer(side.apiKey, { keepIccids: keepIdentifiers })).run()
}

class Import {
  readonly #options: ImportOptions
  readonly #replace: Replacer
  readonly #reader: Reader
  readonly #notes = new Notes()
  /** The service's clock, by the dates of its answers. */
  #present: Instant | undefined
  #opened: Parts | undefined

  constructor(options: ImportOptions, replace: Replacer) {
    this.#options = options
    this.#replace = replace
    this.#reader = new Reader({
      ...options.side,
      onResponse: ({ headers }) => {
        const date = Date.parse(headers.get('date') ?? '')
        if (!Number.isNaN(date)) this.#present = date
      },
    })
  }

  async run(): Promise<ImportResult> {
    const { side, out, at } = this.#options
    // Nothing is written before the service has answered once.
    const organisation = await this.#readOrganisation()
    this.#openParts()
    const groups = elementsOf(await this.#optional(CALLS.groups), 'groups').map(groupOf)
    await this.#readList('catalogue', CALLS.catalogue, 'bundles', (bundle) => bundle)
    await this.#readNetworks()
    await this.#readList('inventory', CALLS.inventory, 'bundles', (stock) => this.#note('inventory', stockOf(stock)))
    await this.#readOrders()
    const shown = await this.#readEsims()
    await this.#readUnlisted()
    // A second later, since the date of an answer has no fraction.
    const present = at ?? (this.#present === undefined ? side.now() : this.#present + 1_000)
    const { record: profile } = organisation
    const counts = await writeFiles(this.#parts, out, {
      baseUrl: side.baseUrl,
      present,
      organisation: organisation.money,
      account: { organisation: profile, ...(groups.length === 0 ? {} : { groups }) },
    })
    await writeReport(out, {
      baseUrl: side.baseUrl,
      at: formatInstant(present),
      keepIdentifiers: this.#options.keepIdentifiers ?? false,
      counts,
      notes: this.#notes.all,
      missing: shown - counts.esims,
    })
    this.#parts.remove()
    return { counts, at: present, notes: this.#notes.all }
  }

  get #parts(): Parts {
    if (!this.#opened) throw new Error('the parts are opened once the service has answered')
    return this.#opened
  }

  #openParts(): void {
    const { out, side, keepIdentifiers = false } = this.#options
    mkdirSync(out, { recursive: true, mode: 0o700 })
    this.#opened = new Parts(out, {
      baseUrl: side.baseUrl,
      keepIdentifiers,
      key: createHmac('sha256', side.apiKey).update('origin').digest('hex').slice(0, 16),
    })
  }

  /** The first call tells whether it is worth to go on. */
  async #readOrganisation() {
    const { baseUrl } = this.#options.side
    try {
      const answer = await this.#reader.get(CALLS.organisation)
      const [given = answer as Json] = elementsOf(answer, 'organisations')
      if (typeof given.balance !== 'number') {
        throw new ImportFailure(`${baseUrl} is not the base URL of the API: GET /organisation has no balance`)
      }
      const currency = typeof given.currency === 'string' && /^[A-Z]{3}$/.test(given.currency) ? given.currency : 'USD'
      const money = { balance: Math.max(0, Math.round(given.balance * 1_000) / 1_000), currency }
      return { ...organisationOf(given, this.#replace), money }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.status === 401 || error.status === 403) {
        throw new ImportFailure(`${baseUrl} refused the key: ${error.message}`)
      }
      throw new ImportFailure(`${baseUrl} is not the base URL of the API: ${error.message}`)
    }
  }

  /** An answer that an account may have none of. */
  async #optional(path: string, note = (text: string): void => this.#notes.add(text)): Promise<unknown> {
    try {
      return await this.#reader.get(path)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      note(error.message)
      return {}
    }
  }

  async #readNetworks(): Promise<void> {
    if (await this.#isRead('networks')) return
    const answer = await this.#optional(CALLS.networks, (note) => this.#notes.keep(this.#parts, 'networks', [note]))
    this.#parts.add('networks', elementsOf(answer, 'countryNetworks'))
    this.#parts.finish('networks')
  }

  async #readList(
    part: 'catalogue' | 'inventory',
    path: string,
    key: string,
    form: (record: Json) => unknown,
  ): Promise<void> {
    if (await this.#isRead(part)) return
    const known = new Set<string>()
    for await (const { records, rows } of this.#pages(path, key)) {
      const fresh = records.filter(({ name }) => !known.has(String(name)))
      for (const { name } of fresh) known.add(String(name))
      this.#parts.add(
        part,
        fresh.map(form).filter((record) => record !== undefined),
      )
      this.#tell({ what: part, done: known.size, total: rows })
    }
    this.#parts.finish(part)
  }

  async #readOrders(): Promise<void> {
    if (await this.#isRead('orders')) return
    const known = new Set<string>()
    for await (const { records, rows } of this.#pages(CALLS.orders, 'orders')) {
      const orders = records.map((order) => this.#note('orders', orderOf(order, this.#replace)))
      // A list that grows while it is read shows some twice.
      const fresh = orders.filter((order) => order !== undefined && !known.has(order.orderReference))
      for (const order of fresh) known.add(order?.orderReference ?? '')
      this.#parts.add('orders', fresh)
      this.#tell({ what: 'orders', done: known.size, total: rows })
    }
    this.#parts.finish('orders')
  }

  /** Reads each eSIM that is listed and not read yet, oldest first. Returns how many are listed. */
  async #readEsims(): Promise<number> {
    const rows = await this.#listEsims()
    const parts = this.#parts
    parts.resume('esims')
    await this.#notes.recall(parts, 'esims')
    const read = new Set<string>()
    for await (const line of parts.lines('esims')) read.add((JSON.parse(line) as { iccid: string }).iccid)
    let done = 0
    for (const row of rows) {
      if (!read.has(this.#replace.iccid(String(row.iccid)))) {
        const esim = await this.#readEsim(row)
        if (esim) parts.add('esims', [esim])
      }
      done += 1
      this.#tell({ what: 'eSIMs', done, total: rows.length })
    }
    return rows.length
  }

  /** The list of eSIMs, oldest first. */
  async #listEsims(): Promise<Json[]> {
    const rows = new Map<string, Json>()
    for await (const page of this.#pages(CALLS.esims, 'esims')) {
      for (const row of page.records) {
        const { iccid } = row
        // Of text that goes into a path, nothing but an ICCID is taken.
        if (typeof iccid !== 'string' || !/^\d{18,22}$/.test(iccid)) {
          this.#notes.add('an eSIM of the list has no ICCID of 18 to 22 digits')
        } else rows.set(iccid, row)
      }
      this.#tell({ what: 'list of eSIMs', done: rows.size, total: page.rows })
    }
    const date = ({ assignedDate }: Json): number => Date.parse(String(assignedDate)) || 0
    return [...rows.values()].reverse().sort((a, b) => date(a) - date(b))
  }

  async #readEsim(row: Json) {
    const iccid = String(row.iccid)
    const calls = esimCalls(iccid)
    try {
      const details = (await this.#reader.get(calls.details)) as Json
      const bundles = elementsOf(await this.#reader.get(calls.bundles), 'bundles')
      const location = (await this.#reader.get(calls.location)) as Json
      const history: Json[] = []
      for await (const page of this.#reader.pages(calls.history, 'actions')) history.push(...page.records)
      return this.#note('esims', esimOf({ row, details, bundles, location, history }, this.#replace))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      // Either the eSIM has left the account meanwhile, or the key is no longer good.
      await this.#readOrganisation()
      this.#notes.add(`eSIM ${this.#replace.iccid(iccid)}: ${this.#replace.text(error.message)}`)
      return undefined
    }
  }

  /** Reads the bundles that the account has and the catalogue does not list: the service may still show them one by one. */
  async #readUnlisted(): Promise<void> {
    this.#parts.begin('unlisted')
    for (const trace of await findUnlisted(this.#parts)) {
      const { name } = trace
      const detail = BUNDLE_NAME.test(name) ? await this.#optional(`/catalogue/bundle/${name}`) : {}
      const isKnown = (detail as Json).name === name
      this.#parts.add('unlisted', [isKnown ? listFormOf(detail as Json) : bundleOf(trace)])
      this.#notes.add(
        `${name} is not listed in the catalogue any more: it is in catalogue.json, and the scenario withdraws it`,
      )
    }
  }

  /** Throws ImportFailure for a list that is refused. */
  async *#pages(path: string, key: string) {
    try {
      yield* this.#reader.pages(path, key)
    } catch (error) {
      if (error instanceof Refused) throw new ImportFailure(error.message)
      throw error
    }
  }

  #note<T>(part: string, { record, problems }: Fitted<T>): T | undefined {
    this.#notes.keep(this.#parts, part, problems)
    return record
  }

  /** Whether a part was read by an earlier import, whose notes are recalled; else the part begins. */
  async #isRead(part: string): Promise<boolean> {
    if (this.#parts.isComplete(part)) {
      await this.#notes.recall(this.#parts, part)
      return true
    }
    this.#notes.begin(this.#parts, part)
    return false
  }

  #tell(progress: Progress): void {
    this.#options.onProgress?.(progress)
  }
}
