import { setMaxListeners } from 'node:events'
import type { Attempt, Callback } from '../domain/callback.ts'
import { DomainError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { whenWritable } from '../state/engine/hold.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { getSettings } from '../state/records/organisations.ts'
import {
  getCallback,
  hasReadyCallbacks,
  type ReadyCallback,
  recordAttempt,
  setCallbackUrl,
} from '../state/records/outbox.ts'
import { sendWithFault, unsentAttempt } from './attempt.ts'
import type { ChangeFeed } from './change-feed.ts'
import { consumeFault } from './consume-fault.ts'
import { checkDestination, concealPrivateHost, type DestinationRules } from './destination.ts'
import type { CallbackFetch } from './post.ts'
import { SendQueue } from './queue.ts'

export interface CallbackSenderDependencies {
  readonly state: State
  readonly systemClock: SystemClock
  /** Told that the agenda has changed, whenever an attempt may have scheduled a retry or a fault a delay. */
  readonly changes: ChangeFeed
  readonly destinationRules: () => DestinationRules
  readonly fetch: CallbackFetch
  /** Finds the IP addresses of a host name. */
  readonly resolveHost: (host: string) => Promise<readonly string[]>
  /** Called for every attempt, after it was recorded. */
  readonly onAttempt: (tenant: Tenant, callback: Callback, attempt: Attempt) => void
  /** Receives every failure of the emulator itself. */
  readonly onFailure: (error: unknown) => void
}

/** How long attempts in flight have to end when the emulator is closed. */
const GRACE_MS = 500

/** Callbacks in flight at one time, for each organisation. */
const CONCURRENCY = 16

/** How long after a failure of the state (a disk that is full, say) the sender tries again. */
const RECOVERY_MS = 1_000

/**
 * How long a call waits for callbacks while one that it did not cause is in flight. The caller may be the receiver of that
 * one, which cannot answer before its own call is answered. Shorter than a receiver's time to answer.
 */
const PATIENCE_MS = 5_000

/** Sends callbacks, the oldest of each eSIM first and several at a time, and records every attempt. */
export class CallbackSender {
  readonly #dependencies: CallbackSenderDependencies
  readonly #queues = new WeakMap<Tenant, SendQueue>()
  readonly #sending = new Set<Promise<void>>()
  readonly #recoveries = new Map<Tenant, () => void>()
  readonly #abort = new AbortController()
  #stopped = false

  constructor(dependencies: CallbackSenderDependencies) {
    this.#dependencies = dependencies
    // There is one listener for each attempt in flight.
    setMaxListeners(0, this.#abort.signal)
  }

  /** Sends every callback that is ready; resolves when each has been tried. */
  deliver(tenant: Tenant): Promise<void> {
    return this.#pump(tenant).idle
  }

  /** Sends every callback that is ready, without waiting for the answers. */
  start(tenant: Tenant): void {
    if (this.#mayHaveSome(tenant)) this.#pump(tenant)
  }

  /** Whether an organisation needs a queue: of many organisations, most have never had a callback to send. */
  #mayHaveSome(tenant: Tenant): boolean {
    try {
      return this.#queues.has(tenant) || this.#dependencies.state.read(tenant, hasReadyCallbacks)
    } catch {
      // The same failure meets the pump, which reports it and tries again.
      return true
    }
  }

  /**
   * As deliver, for a call that a receiver may make while it is being called. Throws callback_unanswered when a callback that
   * was in flight already has no answer after some seconds.
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
   * As deliver, but waits for some callbacks only, told by their ids, and for none that is behind another of its eSIM: a receiver may cause
   * callbacks while it is being called. While others are in flight it waits some seconds at most, since the receiver may
   * answer one call after the other.
   */
  async deliverOnly(tenant: Tenant, isAwaited: (id: number) => boolean): Promise<void> {
    const { inFlight } = this.#pump(tenant)
    const isAlone = [...inFlight.keys()].every(isAwaited)
    const tried = async () => {
      for (;;) {
        const awaited = [...inFlight].flatMap(([id, sent]) => (isAwaited(id) ? sent : []))
        if (awaited.length === 0) return
        await Promise.race(awaited)
      }
    }
    await (isAlone ? tried() : this.#patiently(tried()))
  }

  /**
   * Sends one callback again at once, whatever its status, with the same bytes: no fault delays it. One without an address goes to the organisation's
   * present one. Throws callback_not_found and no_callback_url.
   */
  async redeliver(tenant: Tenant, id: number): Promise<void> {
    const isAlone = this.#queueOf(tenant).isIdle
    const callback = this.#dependencies.state.write(tenant, (tx) => {
      const found = getCallback(tx, id)
      if (found.url !== '') return found
      const url = getSettings(tx).callbackUrl
      if (url === '') throw new DomainError('no_callback_url')
      setCallbackUrl(tx, id, url)
      return { ...found, url }
    })
    const sent = this.#track(this.#send(tenant, callback, { at: tenant.now, atOnce: true }))
    await (isAlone ? sent : this.#patiently(sent))
  }

  /**
   * Sends no more callbacks; resolves when the attempts in flight are recorded, each ended or broken off after a grace period.
   * One that was broken off is sent again when the state is opened next, since it may not have arrived.
   */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const cancelTimer of this.#recoveries.values()) cancelTimer()
    const ended = Promise.allSettled(this.#sending)
    const timeUp = AbortSignal.timeout(GRACE_MS)
    await Promise.race([
      ended,
      new Promise<void>((resolve) => timeUp.addEventListener('abort', () => resolve(), { once: true })),
    ])
    this.#abort.abort()
    await ended
  }

  /** Waits no longer than a caller can that may be the receiver of a callback in flight. */
  async #patiently(work: Promise<unknown>): Promise<void> {
    let cancelTimer = (): void => undefined
    const timeUp = new Promise<void>((resolve) => {
      cancelTimer = this.#dependencies.systemClock.after(PATIENCE_MS, resolve)
    })
    try {
      await Promise.race([work, timeUp])
    } finally {
      cancelTimer()
    }
  }

  #queueOf(tenant: Tenant): SendQueue {
    let queue = this.#queues.get(tenant)
    if (!queue) {
      queue = new SendQueue()
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

  /** Sends as many callbacks as there is room for; each that ends makes room for the next. */
  #pump(tenant: Tenant): SendQueue {
    const queue = this.#queueOf(tenant)
    try {
      while (!this.#stopped && queue.inFlight.size < CONCURRENCY) {
        const next = queue.next(this.#dependencies.state, tenant)
        if (!next) break
        this.#launch(tenant, queue, next)
      }
    } catch (error) {
      this.#recover(tenant, error)
    }
    queue.release()
    return queue
  }

  #launch(tenant: Tenant, queue: SendQueue, { callback, at }: ReadyCallback): void {
    const sent = this.#send(tenant, callback, { at, atOnce: false })
      .catch((error) => this.#recover(tenant, error))
      .then(() => {
        queue.inFlight.delete(callback.id)
        this.#pump(tenant)
      })
    queue.inFlight.set(callback.id, this.#track(sent))
  }

  /** Reports a failure, and goes on after a pause. */
  #recover(tenant: Tenant, error: unknown): void {
    this.#dependencies.onFailure(error)
    if (this.#stopped || this.#recoveries.has(tenant)) return
    const goOn = () => {
      this.#recoveries.delete(tenant)
      this.#pump(tenant)
    }
    this.#recoveries.set(tenant, this.#dependencies.systemClock.after(RECOVERY_MS, goOn))
  }

  async #send(tenant: Tenant, callback: Callback, { at, atOnce }: Sending): Promise<void> {
    const { generation } = tenant
    const { changes, destinationRules, fetch, resolveHost } = this.#dependencies
    const fault = await whenWritable(
      () => tenant,
      () =>
        tenant.generation === generation
          ? consumeFault(this.#dependencies.state, tenant, callback, { at, atOnce })
          : 'replaced',
    )
    if (fault === 'replaced') return
    if (fault === 'put off') {
      changes.publish(tenant, 'agenda')
      return
    }
    const destination = await checkDestination(callback.url, destinationRules(), resolveHost)
    const { refusal, addresses } = destination
    const sent =
      refusal !== undefined
        ? [unsentAttempt(at, refusal)]
        : fault?.type === 'drop'
          ? [unsentAttempt(at, 'dropped by a fault')]
          : await sendWithFault(callback, fault, { fetch, addresses, closing: this.#abort.signal, at })
    // An unknown name is tried no more often than a private one: the number of attempts would tell the two apart.
    const final = refusal !== undefined || addresses?.length === 0 || fault?.type === 'drop'
    const attempts = sent.map((attempt) => concealPrivateHost(attempt, callback.url, destination))
    await whenWritable(
      () => tenant,
      () => this.#record(tenant, { callback, attempts, final, generation }),
    )
  }

  /** Records the attempts of a callback. After a failure to write they are recorded later, and the callback is not sent again. */
  #record(tenant: Tenant, outcome: Outcome): void {
    const { state, systemClock, changes, onAttempt, onFailure } = this.#dependencies
    const { callback, attempts, final, generation } = outcome
    const { unwritten } = this.#queueOf(tenant)
    unwritten.delete(callback.id)
    // After a reset or a restored state another callback may have this id.
    if (tenant.generation !== generation) return
    try {
      state.write(tenant, (tx) => {
        for (const attempt of attempts) recordAttempt(tx, callback.id, attempt, { final })
      })
    } catch (error) {
      onFailure(error)
      unwritten.add(callback.id)
      if (this.#stopped) return
      systemClock.after(RECOVERY_MS, () => {
        if (this.#stopped) return
        this.#record(tenant, outcome)
        this.#pump(tenant)
      })
      return
    }
    changes.publish(tenant, 'agenda')
    for (const attempt of attempts) onAttempt(tenant, callback, attempt)
  }
}

/** How a callback is sent: at an instant of the organisation's clock, and whether for a person who asked for it. */
interface Sending {
  readonly at: Instant
  readonly atOnce: boolean
}

/** The attempts of a callback that was sent. */
interface Outcome {
  readonly callback: Callback
  readonly attempts: readonly Attempt[]
  /** No further attempt is made. */
  readonly final: boolean
  /** The generation of the organisation's state when the callback was sent. */
  readonly generation: number
}
