import { setMaxListeners } from 'node:events'
import type { Attempt, Callback } from '../domain/callback.ts'
import { DomainError } from '../domain/errors.ts'
import type { CallbackFault } from '../domain/fault.ts'
import type { Instant } from '../domain/instant.ts'
import { hasFaults, strikeCallback } from '../state/faults.ts'
import { getSettings } from '../state/organisations.ts'
import {
  addressCallback,
  canBeStruck,
  type Delivery,
  delayCallback,
  findCallback,
  getCallback,
  hasDeliveries,
  holdCallback,
  isReady,
  listDeliveries,
  markStruck,
  recordAttempt,
} from '../state/outbox.ts'
import type { State, Tenant } from '../state/state.ts'
import type { Changes } from './changes.ts'
import { withDeadline } from './deadline.ts'
import { checkDestination, type DestinationRules } from './destination.ts'
import { type Carrier, readStart } from './post.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

export interface DeliveryDependencies {
  readonly state: State
  readonly rules: () => DestinationRules
  readonly carry: Carrier
  /** Finds the IP addresses of a host name. */
  readonly resolve: (host: string) => Promise<readonly string[]>
  /** Told after a try was written, since it may have put a retry on the agenda. */
  readonly onAttempt: (tenant: Tenant, callback: Callback, attempt: Attempt) => void
  /** Told after a callback was put off, which has put it on the agenda. */
  readonly onPutOff: (tenant: Tenant) => void
  readonly changes: Changes
  /** Told of every failure of the emulator itself. */
  readonly onFailure: (error: unknown) => void
}

/** How long a receiver has to answer, and how much of its answer is kept. Assumption (callback-timeout): the vendor's limit is not known. */
const TIMEOUT_MS = 10_000
const KEPT_ANSWER_BYTES = 2_000

/** How long tries that are on their way have to end when the emulator is closed. */
const GRACE_MS = 500

/** Callbacks on their way at one time, for each organisation. */
const CONCURRENCY = 16

/** Callbacks that are looked up at one time. */
const LOOKED_UP = 200

/** Those that a host name was found to have, where it was looked up. */
type Addresses = readonly string[] | undefined

/** Sends callbacks: the oldest of each eSIM, some side by side, and writes what came of each. */
export class Deliveries {
  readonly #given: DeliveryDependencies
  readonly #inFlight = new WeakMap<Tenant, Map<number, Promise<void>>>()
  readonly #changes: Changes
  readonly #ready = new WeakMap<Tenant, { readonly generation: number; readonly deliveries: Delivery[] }>()
  readonly #idle = new WeakMap<Tenant, Deferred>()
  readonly #sending = new Set<Promise<void>>()
  /** Organisations where what came of a try could not be written: to go on would send the same again and again. */
  readonly #halted = new WeakSet<Tenant>()
  readonly #abort = new AbortController()
  #stopped = false

  constructor(given: DeliveryDependencies) {
    this.#given = given
    this.#changes = given.changes
    // Each try on its way listens.
    setMaxListeners(0, this.#abort.signal)
  }

  /** Sends everything that can be sent now; resolves when each has been tried. */
  deliver(tenant: Tenant): Promise<void> {
    if (this.#begin(tenant).size === 0) return Promise.resolve()
    let idle = this.#idle.get(tenant)
    if (!idle) {
      idle = deferred()
      this.#idle.set(tenant, idle)
    }
    return idle.promise
  }

  /** Sends everything that can be sent now, and waits for none of it. */
  start(tenant: Tenant): void {
    this.#begin(tenant)
  }

  /**
   * As deliver, but waits only for the callbacks named, and not at all for one that has its place behind another: so
   * that a receiver may cause callbacks while it is being called.
   */
  async deliverOnly(tenant: Tenant, ids: readonly number[]): Promise<void> {
    const inFlight = this.#begin(tenant)
    for (;;) {
      const awaited = ids.flatMap((id) => inFlight.get(id) ?? [])
      if (awaited.length === 0) return
      await Promise.race(awaited)
    }
  }

  /**
   * Sends one callback again, whatever came of it before, with the same bytes. One that had nowhere to go is sent to
   * where callbacks go now. Throws callback_not_found and no_callback_url.
   */
  async redeliver(tenant: Tenant, id: number): Promise<void> {
    const callback = this.#given.state.write(tenant, (tx) => {
      const found = getCallback(tx, id)
      if (found.url !== '') return found
      const url = getSettings(tx).callbackUrl
      if (url === '') throw new DomainError('no_callback_url')
      addressCallback(tx, id, url)
      return { ...found, url }
    })
    await this.#send(tenant, callback, tenant.now)
  }

  /** The next that can be sent, of those that were looked up together. */
  #nextReady(tenant: Tenant, lanes: ReadonlyMap<number, unknown>): Delivery | undefined {
    const { state } = this.#given
    const looked = this.#ready.get(tenant)
    const known = looked?.generation === tenant.generation ? looked.deliveries.shift() : undefined
    if (known)
      return state.read(tenant, (tx) => isReady(tx, known.callback.id)) ? known : this.#nextReady(tenant, lanes)
    if (!state.read(tenant, hasDeliveries)) return undefined
    // Those on their way are still pending, and each of them hides what waits behind it.
    const ready = state
      .read(tenant, (tx) => listDeliveries(tx, LOOKED_UP + lanes.size))
      .filter(({ callback }) => !lanes.has(callback.id))
    this.#ready.set(tenant, { generation: tenant.generation, deliveries: ready })
    return ready.shift()
  }

  /**
   * Sends nothing more; resolves when the tries that are on their way have ended, or have had time enough to. What is
   * cut off is sent again when the state is opened next, since nobody knows whether it arrived.
   */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#changes.end()
    const timeUp = AbortSignal.timeout(GRACE_MS)
    await Promise.race([
      Promise.all(this.#sending),
      new Promise<void>((resolve) => timeUp.addEventListener('abort', () => resolve(), { once: true })),
    ])
    this.#abort.abort()
  }

  /** Begins to send, though it may have been given up before. */
  #begin(tenant: Tenant): Map<number, Promise<void>> {
    this.#halted.delete(tenant)
    return this.#pump(tenant)
  }

  /** Puts on their way as many as there is room for; each that ends makes room for the next. */
  #pump(tenant: Tenant): Map<number, Promise<void>> {
    let inFlight = this.#inFlight.get(tenant)
    if (!inFlight) {
      inFlight = new Map()
      this.#inFlight.set(tenant, inFlight)
    }
    const lanes = inFlight
    while (!this.#stopped && !this.#halted.has(tenant) && lanes.size < CONCURRENCY) {
      const next = this.#nextReady(tenant, lanes)
      if (!next) break
      const { callback, at } = next
      const sent = this.#send(tenant, callback, at)
        .catch((error) => {
          this.#halted.add(tenant)
          this.#given.onFailure(error)
        })
        .then(() => {
          lanes.delete(callback.id)
          if (this.#pump(tenant).size > 0) return
          this.#idle.get(tenant)?.resolve()
          this.#idle.delete(tenant)
        })
      lanes.set(callback.id, sent)
      this.#sending.add(sent)
      sent.finally(() => this.#sending.delete(sent))
    }
    return inFlight
  }

  async #send(tenant: Tenant, callback: Callback, at: Instant): Promise<void> {
    const { generation } = tenant
    const fault = this.#strike(tenant, callback, at)
    if (fault === 'put off') {
      this.#given.onPutOff(tenant)
      return
    }
    const { refusal, addresses } = await checkDestination(callback.url, this.#given.rules(), this.#given.resolve)
    const sent = fault?.type === 'bad-signature' ? withBadSignature(callback) : callback
    const attempts =
      refusal !== undefined
        ? [failure(at, refusal)]
        : fault?.type === 'drop'
          ? [failure(at, 'dropped by a fault')]
          : await this.#tryTimes(sent, addresses, at, fault?.type === 'duplicate' ? 1 + fault.count : 1)
    // What was sent before the organisation was reset is no longer part of it.
    if (this.#abort.signal.aborted || tenant.generation !== generation) return
    const final = refusal !== undefined || fault?.type === 'drop'
    this.#given.state.write(tenant, (tx) => {
      for (const attempt of attempts) {
        // It may have been cleared while it was on its way.
        const current = findCallback(tx, callback.id)
        if (current) recordAttempt(tx, current, attempt, { final })
      }
    })
    for (const attempt of attempts) this.#given.onAttempt(tenant, callback, attempt)
    this.#changes.tell(tenant)
  }

  /** The fault that strikes a callback on its first try; one that is put off is not sent now. */
  #strike(tenant: Tenant, callback: Callback, at: Instant): CallbackFault | 'put off' | undefined {
    const { state } = this.#given
    if (!state.read(tenant, (tx) => hasFaults(tx) && canBeStruck(tx, callback.id))) return undefined
    return state.write(tenant, (tx) => {
      markStruck(tx, callback.id)
      const fault = strikeCallback(tx, callback.alertType)?.fault
      if (fault?.type === 'delay') delayCallback(tx, callback.id, at + fault.delayMs)
      if (fault?.type === 'reorder') holdCallback(tx, callback.id, at)
      return fault?.type === 'delay' || fault?.type === 'reorder' ? 'put off' : fault
    })
  }

  async #tryTimes(callback: Callback, addresses: Addresses, at: Instant, times: number): Promise<Attempt[]> {
    const attempts: Attempt[] = []
    for (let time = 0; time < times; time++) attempts.push(await this.#try(callback, addresses, at))
    return attempts
  }

  async #try({ url, body, headers }: Callback, addresses: Addresses, at: Instant): Promise<Attempt> {
    const begun = performance.now()
    const since = () => Math.round(performance.now() - begun)
    try {
      return await withDeadline(TIMEOUT_MS, this.#abort.signal, async (signal) => {
        const posted = { method: 'POST', headers, body, redirect: 'manual', signal } as const
        const { status, body: answered } = await this.#given.carry(url, posted, addresses)
        const responseBody = await readStart(answered, KEPT_ANSWER_BYTES)
        const error = status >= 300 && status < 400 ? 'redirects are not followed' : null
        return { at, status, durationMs: since(), error, responseBody }
      })
    } catch (error) {
      return { at, status: null, durationMs: since(), error: explain(error), responseBody: null }
    }
  }
}

const failure = (at: Instant, error: string): Attempt => ({
  at,
  status: null,
  durationMs: 0,
  error,
  responseBody: null,
})

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function deferred(): Deferred {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** The callback with a signature of the same form by another key; one that is not signed stays as it is. */
function withBadSignature(callback: Callback): Callback {
  const genuine = callback.headers[SIGNATURE_HEADER]
  if (genuine === undefined) return callback
  const forged = sign(callback.body, 'not the key', /^[0-9a-f]{64}$/.test(genuine) ? 'hex' : 'base64')
  return { ...callback, headers: { ...callback.headers, [SIGNATURE_HEADER]: forged } }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS} ms`
  // The platform's fetch says why in the cause.
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException
  return code ?? message
}
