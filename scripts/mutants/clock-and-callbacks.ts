import { type Mutant, mutantsOf } from './mutant.ts'

/** Edits of the rules in `src/clock` and `src/callbacks`. */
export const CLOCK_AND_CALLBACK_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    'clock/agenda.ts',
    ['clock/manual.test.ts', 'clock/auto.test.ts', 'clock/file.test.ts', 'clock/large-writes.test.ts'],
    [
      ['next.dueAt <= by', 'next.dueAt < by', 'what is due at the end of an advance would not happen'],
      ['Math.max(tx.now, event.dueAt)', 'event.dueAt', 'time would go back to an event that was late'],
      [
        'this.#tenant.now = Math.max(this.#tenant.now, dueAt)',
        'this.#tenant.now = dueAt',
        'a failed event that was late would take the clock back',
      ],
      [
        'throw isStorageFailure(cause) ? cause : new FailedEvent(event, this.#events, cause)',
        'throw new FailedEvent(event, this.#events, cause)',
        'an event would be lost because the disk was full',
      ],
      ['        this.#observer?.onRollback()\n', '', 'what was undone would be told'],
      ['      tx.moveTo(Math.max(tx.now, event.dueAt))\n', '', 'an event would happen at another instant than its own'],
      ['  tx.moveTo(now)\n  yield', '  yield', 'a long event would happen before its own instant'],
    ],
  ),
  ...mutantsOf(
    'clock/clock.ts',
    ['clock/manual.test.ts', 'clock/auto.test.ts', 'clock/end-of-time.test.ts'],
    [
      ['changes.now < tenant.now', 'changes.now <= tenant.now', 'a clock could not be set to where it is'],
      ['if (to < tenant.now)', 'if (to <= tenant.now)', 'an advance by nothing would be refused'],
      ['to > END_OF_TIME', 'to >= END_OF_TIME', 'a clock could not go to the end of time'],
      [
        "if (this.#advancing.has(tenant)) throw new DomainError('advance_in_progress')\n    if (to",
        'if (to',
        'two advances at once would mix',
      ],
      ['reached || hasReadyCallbacks(tx)', 'reached', 'time would pass before a callback is sent'],
      ['reached || (oneEvent && isDone)', 'oneEvent && isDone', 'an advance that has come far enough would go on'],
      [
        'Math.ceil((next.dueAt - this.#settings.presentOf(tenant)) / rate)',
        'Math.ceil(next.dueAt - this.#settings.presentOf(tenant))',
        'a quick clock would wake too late',
      ],
      [
        'if (tenant.generation === generation) this.#wakeAfter(tenant, RECOVERY_MS)',
        '',
        'a running clock would stand still after one failure',
      ],
      [
        'if (!next || next.dueAt > END_OF_TIME) this',
        'if (!next) this',
        'an alarm would be set for what never happens',
      ],
    ],
  ),
  ...mutantsOf(
    'clock/clock.ts',
    ['clock/turns.test.ts'],
    [
      ['if (this.#dependencies.turns.isOver(tenant)) return false', '', 'a clock would catch up in one piece'],
      [' && tenant.now <= target', '', 'a request could wait for ever for a clock that runs fast'],
      ['tenant.generation !== generation || ', '', 'what is gone would be caught up with'],
      [
        '        if (!this.#stopped) await this.#dependencies.turns.next()\n',
        '',
        'an advance would let nobody else be answered',
      ],
    ],
  ),
  ...mutantsOf(
    'clock/agenda.ts',
    ['clock/open-transactions.test.ts'],
    [['        tenant.now = this.#from\n', '', 'a clock would stay ahead of rows that were undone']],
  ),
  ...mutantsOf(
    'state/engine/open-write.ts',
    ['clock/open-transactions.test.ts'],
    [
      ['    this.#dependencies.forget()\n', '', 'what is cached of rows that were undone would be used'],
      ['    if (this.#turns === TURNS_IN_ONE_TRANSACTION) this.commit()\n', '', 'an advance would be one transaction'],
      ['    this.#throwFailure()\n    let', '    let', 'an advance would go on behind a commit that failed'],
    ],
  ),
  ...mutantsOf(
    'state/engine/transactions.ts',
    ['state/open-transaction.test.ts', 'clock/open-transactions.test.ts'],
    [
      ['writes !== undefined || problem', 'problem', 'a write of another would be undone with an open transaction'],
      ['problem !== undefined || ', '', 'a read of all would see what is not committed'],
      [' || !isOfOthers', '', 'an organisation would be told what is not committed'],
      [
        '      open.onFailure(error)\n      return\n',
        '      open.onFailure(error)\n      throw error\n',
        'a call would fail for the advance of another organisation',
      ],
    ],
  ),
  ...mutantsOf(
    'clock/turns.ts',
    ['clock/turns.test.ts'],
    [
      ['#lastOfAnother = this.#last\n', '#lastOfAnother = undefined\n', 'who advances would hide who else calls'],
      ['now - other.at < RECENT_MS', 'true', 'turns would stay short when nobody calls any more'],
      ['this.#waiting.shift()', 'this.#waiting.pop()', 'whoever waits longest would go on waiting'],
    ],
  ),
  ...mutantsOf(
    'clock/handlers.ts',
    ['clock/consumption.test.ts', 'clock/unlimited.test.ts', 'clock/usage-plans.test.ts'],
    [
      [
        "'bundle.refill': ofBundle(refillBundle)",
        "'bundle.refill': ofSubject(refillBundle)",
        'data used before an allowance comes back would be taken from the new one',
      ],
      [
        "'bundle.expire': ofBundle(expireBundle)",
        "'bundle.expire': ofSubject(expireBundle)",
        'data would not flow on from the next bundle',
      ],
    ],
  ),
  ...mutantsOf(
    'callbacks/change-feed.ts',
    ['clock/auto.test.ts', 'callbacks/list.test.ts', 'control/stream.test.ts', 'control/callback-faults.test.ts'],
    [
      [
        "changes.publish(tenant, 'agenda', 'outbox')",
        "changes.publish(tenant, 'outbox')",
        'a write would set no timer',
      ],
      [
        "changes.publish(tenant, 'agenda', 'outbox')",
        "changes.publish(tenant, 'agenda')",
        'a write would send nothing',
      ],
      [
        '    this.notify(tenant)\n  }\n\n  /** Wakes the readers of an',
        '  }\n\n  /** Wakes the readers of an',
        'a long poll would miss a write',
      ],
    ],
  ),
  ...mutantsOf(
    'callbacks/sign.ts',
    ['callbacks/signature.test.ts'],
    [
      ["typeof header !== 'string'", 'header === undefined', 'a header that was sent twice would be taken'],
      ['given.toLowerCase()', 'given', 'a signature in capital letters would be refused'],
      ['actual.length === expected.length && ', '', 'a signature of another length would throw'],
    ],
  ),
  ...mutantsOf(
    'callbacks/destination.ts',
    ['callbacks/destination.test.ts'],
    [
      ["['169.254.0.0', 16]", "['169.255.0.0', 16]", 'callbacks could go to the metadata service of a cloud'],
      ["['::', 96]", "['::', 128]", 'an IPv4 address in an old form of IPv6 would be let through'],
      [
        'addresses.some(isPrivateAddress)',
        'addresses.every(isPrivateAddress)',
        'a name with one public address could lead inside',
      ],
      [
        'if (PRIVATE_NAME.test(host)) return { refusal, isGuarded }',
        '',
        'names of the local network would be looked up',
      ],
      [
        "hostname.replace(/^\\[|\\]$|\\.+$/g, '')",
        "hostname.replace(/^\\[|\\]$/g, '')",
        'a dot at the end would hide a private name',
      ],
    ],
  ),
  ...mutantsOf(
    'callbacks/attempt.ts',
    ['callbacks/answers.test.ts', 'control/callback-faults.test.ts'],
    [
      ['first.isStale ? [', 'false ? [', 'a callback over a connection that was closed would not arrive'],
      ['1 + fault.count', 'fault.count', 'a duplicate would not be sent'],
      [
        'Buffer.concat(chunks).subarray(0, KEPT_ANSWER_BYTES)',
        'Buffer.concat(chunks)',
        'a long answer would be kept whole',
      ],
      [
        "status >= 300 && status < 400 ? 'redirects are not followed' : null",
        'null',
        'a redirect would fail without a reason',
      ],
    ],
  ),
  ...mutantsOf(
    'callbacks/sender.ts',
    [
      'callbacks/destination.test.ts',
      'callbacks/list.test.ts',
      'callbacks/answers.test.ts',
      'callbacks/retries.test.ts',
      'control/callback-faults.test.ts',
    ],
    [
      ['if (tenant.generation !== generation) return', '', 'what was sent before a reset would be written after it'],
      [
        "addresses?.length === 0 || fault?.type === 'drop'",
        'addresses?.length === 0',
        'a dropped callback would be tried again',
      ],

      ["changes.publish(tenant, 'agenda')\n      return", 'return', 'a callback that is put off would never be sent'],
      ["changes.publish(tenant, 'agenda')\n    for", 'for', 'a retry would set no timer'],
      ["if (url === '') throw new DomainError('no_callback_url')", '', 'a callback without an address would be sent'],
    ],
  ),
]
