import type { Parts } from './parts.ts'

/** The name of the part that has the notes on another. */
const notesOn = (part: string): string => `notes-on-${part}`

/** Notes on what an import leaves out. Those on records that are not read again are kept beside them, for an import that goes on. */
export class Notes {
  readonly all: string[] = []
  readonly #recalled = new Set<string>()

  /** Adds a note on something that each import reads. */
  add(note: string): void {
    this.all.push(note)
  }

  /** Adds notes on a part, and keeps them. */
  keep(parts: Parts, part: string, notes: readonly string[]): void {
    const fresh = notes.filter((note) => !this.#recalled.has(note))
    parts.add(notesOn(part), fresh)
    this.all.push(...fresh)
  }

  /** Begins a part anew, without the notes on an earlier one. */
  begin(parts: Parts, part: string): void {
    parts.begin(part)
    parts.begin(notesOn(part))
  }

  /** Recalls the notes that an earlier import kept on a part. */
  async recall(parts: Parts, part: string): Promise<void> {
    parts.resume(notesOn(part))
    for await (const line of parts.lines(notesOn(part))) {
      const note = JSON.parse(line) as string
      this.#recalled.add(note)
      this.all.push(note)
    }
  }
}
