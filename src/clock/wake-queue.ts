import type { SystemClock } from '../domain/system-clock.ts'

/** A wake of one organisation. */
interface Wake {
  readonly organisationId: number
  /** The instant of the machine. */
  readonly at: number
  /** Wakes of one instant happen in the order in which they were set. */
  readonly order: number
  readonly wake: () => void
}

/** Wakes that were replaced stay in the heap until they are more than the others. */
const MOST_REPLACED = 64

const isBefore = (a: Wake, b: Wake): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Wakes organisations, each at an instant of the machine. All wakes are in one heap, and one timer is set, for the first. */
export class WakeQueue {
  readonly #systemClock: SystemClock
  readonly #current = new Map<number, Wake>()
  #heap: Wake[] = []
  #orders = 0
  #isEnded = false
  #timer: { readonly at: number; readonly cancel: () => void } | undefined

  constructor(systemClock: SystemClock) {
    this.#systemClock = systemClock
  }

  /** Wakes an organisation after so many milliseconds of the machine, and not when it was to be woken before. */
  setAfter(organisationId: number, milliseconds: number, wake: () => void): void {
    const at = this.#systemClock.now() + milliseconds
    if (this.#isEnded || this.#current.get(organisationId)?.at === at) return
    this.#orders += 1
    const added = { organisationId, at, order: this.#orders, wake }
    this.#current.set(organisationId, added)
    if (this.#heap.length > 2 * this.#current.size + MOST_REPLACED) this.#rebuild()
    else this.#push(added)
    this.#setTimer()
  }

  cancel(organisationId: number): void {
    if (this.#current.delete(organisationId)) this.#setTimer()
  }

  /** Wakes nobody any more. */
  end(): void {
    this.#isEnded = true
    this.#current.clear()
    this.#heap = []
    this.#setTimer()
  }

  #wakeAllDue(): void {
    this.#timer = undefined
    const now = this.#systemClock.now()
    const due: Wake[] = []
    for (let first = this.#first(); first && first.at <= now; first = this.#first()) {
      this.#pop()
      this.#current.delete(first.organisationId)
      due.push(first)
    }
    for (const { wake } of due) wake()
    this.#setTimer()
  }

  #setTimer(): void {
    const at = this.#first()?.at
    if (at === this.#timer?.at) return
    this.#timer?.cancel()
    this.#timer = undefined
    if (at === undefined) return
    const wait = Math.max(0, at - this.#systemClock.now())
    this.#timer = { at, cancel: this.#systemClock.after(wait, () => this.#wakeAllDue()) }
  }

  /** The next wake. Those before it that were replaced are dropped. */
  #first(): Wake | undefined {
    for (;;) {
      const [first] = this.#heap
      if (!first || this.#current.get(first.organisationId) === first) return first
      this.#pop()
    }
  }

  #rebuild(): void {
    this.#heap = []
    for (const wake of this.#current.values()) this.#push(wake)
  }

  #push(wake: Wake): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(wake, heap[parent] as Wake)) break
      heap[at] = heap[parent] as Wake
      at = parent
    }
    heap[at] = wake
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Wake, heap[child] as Wake)) child += 1
      if (!isBefore(heap[child] as Wake, last)) break
      heap[at] = heap[child] as Wake
      at = child
    }
    heap[at] = last
  }
}
