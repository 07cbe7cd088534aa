import type { Clock } from '../clock/clock.ts'
import type { Turns } from '../clock/turns.ts'
import { DomainError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { Journal } from '../journal/journal.ts'
import { beginCopy, copyRows, listUnfinishedRestores, restoreRows } from '../state/document/copies.ts'
import { exportRows } from '../state/document/export-state.ts'
import { DocumentLoader, type DocumentPart, partsOf } from '../state/document/import-state.ts'
import { rowsOfCopy, rowsOfOrganisation } from '../state/document/tables.ts'
import { Hold, whenWritable } from '../state/engine/hold.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { findTenant, listTenants } from '../state/records/organisations.ts'
import { getSnapshot, removeSnapshot, type Snapshot, saveSnapshot } from '../state/records/snapshots.ts'
import type { Cleaner } from './cleaner.ts'

export interface StateCopiesDependencies {
  readonly state: State
  readonly clock: Clock
  readonly turns: Turns
  readonly journal: Journal
  readonly cleaner: Cleaner
}

/** Bytes of a document that is written in one piece. */
const SHORT_DOCUMENT = 8 * 1_048_576

type Bytes = Uint8Array<ArrayBuffer>

/** A copy of a state, and the instant of it. */
interface Copied {
  readonly copyId: number
  readonly takenAt: Instant
}

/** Copies the whole states of organisations, in turns: for snapshots, and to write and read documents. */
export class StateCopies {
  readonly #dependencies: StateCopiesDependencies
  /** Copies that a restore has begun with and not finished: the next call of the organisation finishes it. */
  readonly #unfinished = new Set<number>()

  constructor(dependencies: StateCopiesDependencies) {
    this.#dependencies = dependencies
  }

  /** Takes a snapshot, in place of one with the same name. The organisation's writes wait for it. */
  async takeSnapshot(tenant: Tenant, name: string): Promise<Snapshot> {
    const { state, cleaner } = this.#dependencies
    const { takenAt } = await this.#copy(tenant, (copyId, takenAt) => {
      const replaced = state.writeBeside(tenant, (tx) => saveSnapshot(tx, { name, takenAt }, copyId))
      if (replaced !== undefined) cleaner.deleteCopies([replaced])
    })
    return { name, takenAt }
  }

  /**
   * Copies a state for a snapshot that is kept or dropped later. The organisation's writes wait until it is copied. `keep` names
   * the snapshot; null when the organisation was reset or removed meanwhile. Throws copy_broken_off.
   */
  async prepareSnapshot(tenant: Tenant, name: string): Promise<{ keep(): string | null; drop(): void }> {
    const { state, cleaner } = this.#dependencies
    const { copyId, takenAt } = await this.#copyOfPresent(tenant)
    const drop = () => cleaner.deleteCopies([copyId])
    const keep = () => {
      if (!this.#isPresent(tenant)) {
        drop()
        return null
      }
      // A restore of the one that it replaces is finished first.
      const replaced = state.write(tenant, (tx) => saveSnapshot(tx, { name, takenAt }, copyId))
      if (replaced !== undefined) cleaner.deleteCopies([replaced])
      return name
    }
    return { keep, drop }
  }

  /** Makes an organisation as it was at a snapshot. Throws snapshot_not_found and advance_in_progress. */
  async restoreSnapshot(tenant: Tenant, name: string): Promise<void> {
    const { state } = this.#dependencies
    const find = () => state.read(tenant, (tx) => getSnapshot(tx, name))
    const { content, takenAt } = find()
    // Looked up again when its turn comes: it may have been taken anew.
    if ('copyId' in content) return this.#restore(tenant, () => (find().content as { readonly copyId: number }).copyId)
    const copyId = await this.#load(tenant, partsOf(JSON.parse(content.document) as Record<string, unknown>))
    try {
      await this.#restore(tenant, () => copyId)
    } catch (error) {
      this.#deleteUnlessUnfinished(copyId)
      throw error
    }
    state.writeBeside(tenant, (tx) => saveSnapshot(tx, { name, takenAt }, copyId))
  }

  /** Removes a snapshot. Throws snapshot_not_found. */
  removeSnapshot(tenant: Tenant, name: string): void {
    const { state, cleaner } = this.#dependencies
    const copyId = state.write(tenant, (tx) => removeSnapshot(tx, name))
    if (copyId !== undefined) cleaner.deleteCopies([copyId])
  }

  /** Writes a state as a document: as a whole when it is short, else in pieces, which are of one instant. */
  async exportState(tenant: Tenant): Promise<Bytes | AsyncGenerator<Bytes, void>> {
    const { state, turns } = this.#dependencies
    await this.#whenFree(tenant, () => this.#bringUpToDate(tenant))
    const pieces: Bytes[] = []
    let length = 0
    for (const piece of exportRows(state.database, rowsOfOrganisation(tenant.id))) {
      pieces.push(piece)
      length += piece.byteLength
      if (length > SHORT_DOCUMENT || turns.isOver(tenant)) {
        return this.#exportCopy(tenant, (await this.#copyOfPresent(tenant)).copyId)
      }
    }
    return Buffer.concat(pieces)
  }

  /**
   * Replaces the state of an organisation by a document, of which it is given the parts. Throws invalid_state and
   * advance_in_progress: then nothing changes.
   */
  async importState(tenant: Tenant, parts: AsyncIterable<DocumentPart> | Iterable<DocumentPart>): Promise<void> {
    const copyId = await this.#load(tenant, parts)
    try {
      await this.#restore(tenant, () => copyId)
    } finally {
      this.#deleteUnlessUnfinished(copyId)
    }
  }

  /** Finishes what a process that ended has begun to restore, in a file that has just been opened. */
  finishRestores(): void {
    const { state } = this.#dependencies
    const unfinished = new Map(
      listUnfinishedRestores(state.database).map(({ organisationId, copyId }) => [organisationId, copyId]),
    )
    for (const tenant of unfinished.size > 0 ? listTenants(state) : []) {
      const copyId = unfinished.get(tenant.id)
      if (copyId !== undefined) for (const _ of restoreRows(state.database, tenant, copyId));
    }
  }

  /**
   * Does `begin` once nothing copies or restores the organisation, and nothing comes between. Throws copy_broken_off when it
   * was reset or removed meanwhile.
   */
  async #whenFree<T>(tenant: Tenant, begin: () => T): Promise<T> {
    return whenWritable(
      () => tenant,
      () => {
        this.#requirePresent(tenant)
        tenant.hold?.finish()
        return begin()
      },
    )
  }

  #isPresent(tenant: Tenant): boolean {
    return findTenant(this.#dependencies.state, tenant.apiKey)?.id === tenant.id
  }

  #requirePresent(tenant: Tenant): void {
    if (!this.#isPresent(tenant)) throw new DomainError('copy_broken_off')
  }

  #deleteUnlessUnfinished(copyId: number): void {
    if (!this.#unfinished.has(copyId)) this.#dependencies.cleaner.deleteCopies([copyId])
  }

  /**
   * Copies a state as it is now: all of its writes wait, and reads do not. `onCopied` belongs to the last piece, behind which the
   * copy may be deleted with the organisation. Throws copy_broken_off.
   */
  async #copy(tenant: Tenant, onCopied?: (copyId: number, takenAt: Instant) => void): Promise<Copied> {
    const { state, turns, cleaner } = this.#dependencies
    const { hold, copied } = await this.#whenFree(tenant, () => {
      this.#bringUpToDate(tenant)
      const takenAt = tenant.now
      const copyId = beginCopy(state.database, tenant)
      const pieces = () => withEnd(copyRows(state.database, tenant, copyId), () => onCopied?.(copyId, takenAt))
      return { copied: { copyId, takenAt }, hold: new Hold(tenant, pieces, { blocksReads: false }) }
    })
    try {
      await turns.finish(tenant, () => hold.step())
    } catch (error) {
      cleaner.deleteCopies([copied.copyId])
      throw error
    }
    return copied
  }

  /** As `#copy`. Throws copy_broken_off also where the organisation was reset or removed meanwhile. */
  async #copyOfPresent(tenant: Tenant): Promise<Copied> {
    const copied = await this.#copy(tenant)
    if (this.#isPresent(tenant)) return copied
    this.#dependencies.cleaner.deleteCopies([copied.copyId])
    throw new DomainError('copy_broken_off')
  }

  /** Makes an organisation equal to a copy: its calls wait. Throws advance_in_progress, and copy_broken_off. */
  async #restore(tenant: Tenant, findCopy: () => number): Promise<void> {
    const { state, clock, turns, journal, cleaner } = this.#dependencies
    const { hold, copyId } = await this.#whenFree(tenant, () => {
      const copyId = findCopy()
      clock.detach(tenant)
      journal.flush(tenant)
      const onDone = () => {
        state.forget(tenant)
        journal.forget(tenant)
        tenant.generation += 1
        tenant.now = findTenant(state, tenant.apiKey)?.now ?? tenant.now
        clock.reattach(tenant)
        if (this.#unfinished.delete(copyId)) cleaner.deleteCopies([copyId])
      }
      const pieces = () => restoreRows(state.database, tenant, copyId)
      return { copyId, hold: new Hold(tenant, pieces, { blocksReads: true, onDone }) }
    })
    try {
      await turns.finish(tenant, () => hold.step())
    } catch (error) {
      if (tenant.hold === hold) this.#unfinished.add(copyId)
      else clock.scheduleNextWake(tenant)
      throw error
    }
  }

  /** Makes a copy of the parts of a document, and checks it. Throws invalid_state. */
  async #load(tenant: Tenant, parts: AsyncIterable<DocumentPart> | Iterable<DocumentPart>): Promise<number> {
    const { state, turns, cleaner } = this.#dependencies
    const copyId = await this.#whenFree(tenant, () => beginCopy(state.database, tenant, { ofDocument: true }))
    const loader = new DocumentLoader(state, copyId)
    try {
      for await (const part of parts) {
        loader.add(part)
        if (turns.isOver(tenant)) await turns.next()
      }
      const pieces = loader.complete()
      await turns.finish(tenant, () => pieces.next().done === true)
    } catch (error) {
      cleaner.deleteCopies([copyId])
      throw error
    }
    return copyId
  }

  async *#exportCopy(tenant: Tenant, copyId: number): AsyncGenerator<Bytes, void> {
    const { state, turns, cleaner } = this.#dependencies
    try {
      for (const piece of exportRows(state.database, rowsOfCopy(copyId))) {
        yield piece
        if (turns.isOver(tenant)) await turns.next()
      }
    } finally {
      cleaner.deleteCopies([copyId])
    }
  }

  /** Writes what is still in memory of a state. */
  #bringUpToDate(tenant: Tenant): void {
    this.#dependencies.journal.flush(tenant)
    this.#dependencies.clock.persist(tenant)
  }
}

/** Does work in pieces, and `end` with its last one. */
function* withEnd(pieces: Iterable<unknown>, end: () => void): Generator<unknown, void> {
  yield* pieces
  end()
}
