import { setMaxListeners } from 'node:events'
import type { Attempt, Callback } from '../domain/callback.ts'
import { DomainError } from '../domain/errors.ts'
import type { CallbackFault } from '../domain/fault.ts'
import type { Instant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { canBeFaulted, delayCallback, holdCallback, markFaulted } from '../state/records/callback-state.ts'
import { hasFaults, strikeCallback } from '../state/records/faults.ts'
import { getSettings } from '../state/records/organisations.ts'
import {
  addressCallback,
  findCallback,
  getCallback,
  type ReadyCallback,
  recordAttempt,
} from '../state/records/outbox.ts'
import { sendStruck, unsentAttempt } from './attempt.ts'
import type { ChangeFeed } from './change-feed.ts'
import { checkDestination, type DestinationRules, withoutInside } from './destination.ts'
import type { Carrier } from './post.ts'
import { Queue } from './queue.ts'

export interface CallbackSenderDependencies {
  readonly state: State
  readonly wall: SystemClock
  readonly rules: () => DestinationRules
  readonly carry: Carrier
  /** Finds the IP addresses of a host name. */
  readonly resolve: (host: string) => Promise<readonly string[]>
  /** Told after a try was written, since it may have put a retry on the agenda. */
  readonly onAttempt: (tenant: Tenant, callback: Callback, attempt: Attempt) => void
  /** Told after a callback was put off, which has put it on the agenda. */
  readonly onPutOff: (tenant: Tenant) => void
  readonly changes: ChangeFeed
  /** Told of every failure of the emulator itself. */
  readonly onFailure: (error: unknown) => void
}

/** How long tries that are on their way have to end when the emulator is closed. */
const GRACE_MS = 500

/** Callbacks on their way at one time, for each organisation. */
const CONCURRENCY = 16

/** How long after a failure of the state (a disk that is full, say) the sender tries again. */
const RECOVERY_MS = 1_000

/**
 * How long a call waits for callbacks while another one is on its way that it did not cause: its caller may be the receiver
 * of that one, which cannot answer before the call does. Shorter than a receiver's time to answer.
 */
const PATIENCE_MS = 5_000

/** Sends callbacks: the oldest of each eSIM, some side by side, and writes what came of each. */
export class CallbackSender {
  readonly #given: CallbackSenderDependencies
  readonly #queues = new WeakMap<Tenant, Queue>()
  readonly #sending = new Set<Promise<void>>()
  readonly #recoveries = new Map<Tenant, () => void>()
  readonly #abort = new AbortController()
  #stopped = false

  constructor(given: CallbackSenderDependencies) {
    this.#given = given
    // Each try on its way listens.
    setMaxListeners(0, this.#abort.signal)
  }

  /** Sends everything that can be sent now; resolves when each has been tried. */
  deliver(tenant: Tenant): Promise<void> {
    return this.#pump(tenant).idle
  }

  /** Sends everything that can be sent now, and waits for none of it. */
  start(tenant: Tenant): void {
    this.#pump(tenant)
  }

  /**
   * As deliver, for a call that may come from a receiver while it is being called. Throws callback_unanswered when what was
   * on its way before has no answer after a while.
   */
  async deliverEarlier(tenant: Tenant): Promise<void> {
    const queue = this.#queueOf(tenant)
    const earlier = [...queue.inFlight.keys()]
    const all = this.deliver(tenant)
    if (earlier.length > 0) await this.#patiently(Promise.all(earlier.map((id) => queue.inFlight.get(id))))
    const unanswered = earlier.filter((id) => queue.inFlight.has(id))
    if (unanswered.length > 0) throw new DomainError('callback_unanswered', { id: String(unanswered[0]) })
    await all
  }

  /**
   * As deliver, but waits only for the callbacks named, and not at all for one that has its place behind another: so
   * that a receiver may cause callbacks while it is being called. Where others are on their way it waits only for a while,
   * since the receiver may answer one call after the other.
   */
  async deliverOnly(tenant: Tenant, ids: readonly number[]): Promise<void> {
    const { inFlight } = this.#pump(tenant)
    const isAlone = [...inFlight.keys()].every((id) => ids.includes(id))
    const tried = async () => {
      for (;;) {
        const awaited = ids.flatMap((id) => inFlight.get(id) ?? [])
        if (awaited.length === 0) return
        await Promise.race(awaited)
      }
    }
    await (isAlone ? tried() : this.#patiently(tried()))
  }

  /**
   * Sends one callback again, whatever came of it before, with the same bytes. One that had nowhere to go is sent to
   * where callbacks go now. Throws callback_not_found and no_callback_url.
   */
  async redeliver(tenant: Tenant, id: number): Promise<void> {
    const isAlone = this.#queueOf(tenant).isIdle
    const callback = this.#given.state.write(tenant, (tx) => {
      const found = getCallback(tx, id)
      if (found.url !== '') return found
      const url = getSettings(tx).callbackUrl
      if (url === '') throw new DomainError('no_callback_url')
      addressCallback(tx, id, url)
      return { ...found, url }
    })
    const sent = this.#track(this.#send(tenant, callback, tenant.now))
    await (isAlone ? sent : this.#patiently(sent))
  }

  /**
   * Sends nothing more; resolves when the tries that are on their way have ended, or have had time enough to, and what came
   * of them is written. What is cut off is sent again when the state is opened next, since nobody knows whether it arrived.
   */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const off of this.#recoveries.values()) off()
    this.#given.changes.end()
    const ended = Promise.allSettled(this.#sending)
    const timeUp = AbortSignal.timeout(GRACE_MS)
    await Promise.race([
      ended,
      new Promise<void>((resolve) => timeUp.addEventListener('abort', () => resolve(), { once: true })),
    ])
    this.#abort.abort()
    await ended
  }

  /** Waits no longer than a caller can that may be the receiver of a callback on its way. */
  async #patiently(work: Promise<unknown>): Promise<void> {
    let off = (): void => undefined
    const timeUp = new Promise<void>((resolve) => {
      off = this.#given.wall.after(PATIENCE_MS, resolve)
    })
    try {
      await Promise.race([work, timeUp])
    } finally {
      off()
    }
  }

  #queueOf(tenant: Tenant): Queue {
    let queue = this.#queues.get(tenant)
    if (!queue) {
      queue = new Queue()
      this.#queues.set(tenant, queue)
    }
    return queue
  }

  #track(sent: Promise<void>): Promise<void> {
    this.#sending.add(sent)
    const forget = () => this.#sending.delete(sent)
    sent.then(forget, forget)
    return sent
  }

  /** Puts on their way as many as there is room for; each that ends makes room for the next. */
  #pump(tenant: Tenant): Queue {
    const queue = this.#queueOf(tenant)
    try {
      while (!this.#stopped && queue.inFlight.size < CONCURRENCY) {
        const next = queue.next(this.#given.state, tenant)
        if (!next) break
        this.#launch(tenant, queue, next)
      }
    } catch (error) {
      this.#recover(tenant, error)
    }
    queue.release()
    return queue
  }

  #launch(tenant: Tenant, queue: Queue, { callback, at }: ReadyCallback): void {
    const sent = this.#send(tenant, callback, at)
      .catch((error) => this.#recover(tenant, error))
      .then(() => {
        queue.inFlight.delete(callback.id)
        this.#pump(tenant)
      })
    queue.inFlight.set(callback.id, this.#track(sent))
  }

  /** Tells of a failure, and goes on after a pause. */
  #recover(tenant: Tenant, error: unknown): void {
    this.#given.onFailure(error)
    if (this.#stopped || this.#recoveries.has(tenant)) return
    const goOn = () => {
      this.#recoveries.delete(tenant)
      this.#pump(tenant)
    }
    this.#recoveries.set(tenant, this.#given.wall.after(RECOVERY_MS, goOn))
  }

  async #send(tenant: Tenant, callback: Callback, at: Instant): Promise<void> {
    const { generation } = tenant
    const fault = this.#strike(tenant, callback, at)
    if (fault === 'put off') {
      this.#given.onPutOff(tenant)
      return
    }
    const destination = await checkDestination(callback.url, this.#given.rules(), this.#given.resolve)
    const { refusal, addresses } = destination
    const sent =
      refusal !== undefined
        ? [unsentAttempt(at, refusal)]
        : fault?.type === 'drop'
          ? [unsentAttempt(at, 'dropped by a fault')]
          : await sendStruck(callback, fault, { carry: this.#given.carry, addresses, closing: this.#abort.signal, at })
    // A name that is not there is tried no more often than one that is private: it would tell the two apart.
    const final = refusal !== undefined || addresses?.length === 0 || fault?.type === 'drop'
    const attempts = sent.map((attempt) => withoutInside(attempt, callback.url, destination))
    this.#keep(tenant, { callback, attempts, final, generation })
  }

  /** Writes what came of a callback. What cannot be written now is written later, and the callback not sent again. */
  #keep(tenant: Tenant, outcome: Outcome): void {
    const { callback, attempts, final, generation } = outcome
    const { unwritten } = this.#queueOf(tenant)
    unwritten.delete(callback.id)
    // An outcome from before a reset or a restored state is no longer part of the organisation, whose numbers begin anew.
    if (tenant.generation !== generation) return
    try {
      this.#given.state.write(tenant, (tx) => {
        for (const attempt of attempts) {
          // It may have been cleared while it was on its way.
          const current = findCallback(tx, callback.id)
          if (current) recordAttempt(tx, current, attempt, { final })
        }
      })
    } catch (error) {
      this.#given.onFailure(error)
      unwritten.add(callback.id)
      if (this.#stopped) return
      this.#given.wall.after(RECOVERY_MS, () => {
        if (this.#stopped) return
        this.#keep(tenant, outcome)
        this.#pump(tenant)
      })
      return
    }
    for (const attempt of attempts) this.#given.onAttempt(tenant, callback, attempt)
    this.#given.changes.notify(tenant)
  }

  /** The fault that strikes a callback on its first try; one that is put off is not sent now. */
  #strike(tenant: Tenant, callback: Callback, at: Instant): CallbackFault | 'put off' | undefined {
    const { state } = this.#given
    if (!state.read(tenant, (tx) => hasFaults(tx) && canBeFaulted(tx, callback.id))) return undefined
    return state.write(tenant, (tx) => {
      markFaulted(tx, callback.id)
      const fault = strikeCallback(tx, callback.alertType)?.fault
      if (fault?.type === 'delay') delayCallback(tx, callback.id, at + fault.delayMs)
      if (fault?.type === 'reorder') holdCallback(tx, callback.id, at)
      return fault?.type === 'delay' || fault?.type === 'reorder' ? 'put off' : fault
    })
  }
}

/** What came of sending a callback. */
interface Outcome {
  readonly callback: Callback
  readonly attempts: readonly Attempt[]
  /** There is to be no further attempt. */
  readonly final: boolean
  /** Of the organisation's state, when it was sent. */
  readonly generation: number
}
