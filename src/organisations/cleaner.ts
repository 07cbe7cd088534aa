import { NOBODY, type Turns } from '../clock/turns.ts'
import { deleteCopy, listStrayCopies, type Pieces } from '../state/document/copies.ts'
import { deleteRemoved, listRemoved } from '../state/document/remove-organisation.ts'
import type { State } from '../state/engine/state.ts'

export interface CleanerDependencies {
  readonly state: State
  readonly turns: Turns
  readonly onFailure: (error: unknown) => void
}

/**
 * Deletes the rows that nobody finds any more, of organisations that were removed and of copies, in turns. Few rows are
 * deleted at once. What is left when the process ends is deleted after the next start.
 */
export class Cleaner {
  readonly #dependencies: CleanerDependencies
  readonly #waiting: Pieces[] = []
  #isRunning = false
  #isStopped = false

  constructor(dependencies: CleanerDependencies) {
    this.#dependencies = dependencies
  }

  /** Deletes what an earlier process has left. */
  resume(): void {
    const { database } = this.#dependencies.state
    for (const id of listRemoved(database)) this.#waiting.push(deleteRemoved(database, id))
    for (const id of listStrayCopies(database)) this.#waiting.push(deleteCopy(database, id))
    void this.#run()
  }

  deleteOrganisation(id: number): void {
    this.#waiting.push(deleteRemoved(this.#dependencies.state.database, id))
    void this.#run()
  }

  deleteCopies(ids: readonly number[]): void {
    for (const id of ids) this.#waiting.push(deleteCopy(this.#dependencies.state.database, id))
    void this.#run()
  }

  stop(): void {
    this.#isStopped = true
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let pieces = this.#waiting.shift(); pieces; pieces = this.#waiting.shift()) {
        const next = pieces
        await this.#dependencies.turns.finish(NOBODY, () => this.#isStopped || next.next().done === true)
      }
    } catch (error) {
      // The rows are listed, and the next start tries again.
      this.#dependencies.onFailure(error)
    } finally {
      this.#isRunning = false
    }
  }
}
