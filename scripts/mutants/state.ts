import { type Mutant, mutantsOf } from './mutant.ts'

/** The tests near the use of data. */
const USAGE_TESTS: readonly string[] = [
  'clock/consumption.test.ts',
  'clock/usage-plans.test.ts',
  'clock/unlimited.test.ts',
  'clock/year.test.ts',
  'callbacks/payloads.test.ts',
]

/** Edits of the rules in `src/state`. */
export const STATE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf('state/operations/usage/consume.ts', USAGE_TESTS, [
    [
      '(a.endAt ?? 0) - (b.endAt ?? 0) || a.id - b.id',
      'a.id - b.id',
      'data would not be taken from the bundle that ends first',
    ],
    [
      '(b.endAt ?? 0) || a.id - b.id',
      '(b.endAt ?? 0) || b.id - a.id',
      'of two bundles that end together the newer would be used first',
    ],
    ['assignments.findLast(\n', 'assignments.find(\n', 'the newest bundle of the queue would start first'],
    ['!begun.has(reference) && ', '', 'the months of a year would start early'],
    [
      'tx.catalogue.findBought({ bundle, edition })?.autostart === true',
      'true',
      'a bundle with a start of its own would start by use',
    ],
    ['remainingBytes === 0 && !before.unlimited', 'remainingBytes === 0', 'an unlimited bundle would be used up'],
    [
      '{ assignment: after, bytes: full + throttledBytes, throttledBytes }',
      '{ assignment: after, bytes: full, throttledBytes }',
      'what flows slowly would not be told as used',
    ],
    [
      'used > usedBytes(before) && used <= before.initialBytes - remainingBytes',
      'used >= usedBytes(before) && used <= before.initialBytes - remainingBytes',
      'a threshold would be told twice',
    ],
    [
      'used <= before.initialBytes - remainingBytes',
      'used < before.initialBytes - remainingBytes',
      'a threshold that is just reached would not be told',
    ],
    [
      'left > remainingBytes ? { ...before, remainingBytes: left } : after',
      'after',
      'a callback would show the data of a later moment',
    ],
    [
      "percent === null ? 'FirstUse' : 'Utilisation'",
      "percent === null ? 'Utilisation' : 'Utilisation'",
      'a first use would be told as a threshold',
    ],
  ]),
  ...mutantsOf('state/operations/usage/settle.ts', USAGE_TESTS, [
    ['threshold.used > used', 'threshold.used >= used', 'the next threshold would be the one that was just told'],
    [
      "last?.state === 'active' && last.remainingBytes > 0 ? last : undefined",
      'last',
      'a plan would go on consuming from a bundle without data',
    ],
  ]),
  ...mutantsOf(
    'state/operations/lifecycle.ts',
    [
      'clock/year.test.ts',
      'clock/unlimited.test.ts',
      'routes/revoke-year.test.ts',
      'clock/shown.test.ts',
      'clock/manual.test.ts',
    ],
    [
      [
        'addMonths(Math.min(start, ...starts), starts.length + 1)',
        'addMonths(start, 1)',
        'months after 31 January would drift to the 28th',
      ],
      [
        "for (const { id } of waiting) unschedule(tx, 'bundle.lapse', id)",
        '',
        'a year that has begun would lapse before its end',
      ],
      ['dueAt < endAt', 'dueAt <= endAt', 'an unlimited bundle would be filled at its end'],
      [
        'Math.floor((tx.now - startAt) / DAY) + 1',
        'Math.ceil((tx.now - startAt) / DAY)',
        'an allowance would come back at once, again and again',
      ],
      [
        'taken.parts === 1 || taken.startAt !== null',
        'taken.parts === 1',
        'a month that has run would be replaced',
        'the next month starts at the end of the one that began last, which is where it is put on the agenda anew',
      ],
      [
        "unschedule(tx, 'bundle.start', next.id)\n  schedule(tx, { dueAt: Math.max(tx.now, ...ends)",
        "unschedule(tx, 'bundle.start', next.id)\n  schedule(tx, { dueAt: tx.now",
        'the month after one that was revoked would start too early',
      ],
      [
        'unscheduleAssignment(tx, id)\n  recordHistory',
        'recordHistory',
        'an assignment that is over would be refilled, or end twice',
      ],
      [
        'const startAt = wholeSecond(tx.now)',
        'const startAt = tx.now',
        'a bundle would end at another second than it shows',
      ],
    ],
  ),
  ...mutantsOf(
    'state/operations/revoke.ts',
    [
      'routes/revoke.test.ts',
      'routes/revoke-year.test.ts',
      'routes/returns.test.ts',
      'routes/over-time.test.ts',
      'clock/manual.test.ts',
    ],
    [
      [
        "purchase && isExpired(tx, purchase) ? 'nothing' : 'inventory'",
        "'inventory'",
        'what has no time left would go back to the inventory',
      ],
      [
        'isUnusedUnit(unit) && assignments.length === unit.length',
        'isUnusedUnit(unit)',
        'a month of a year would give the whole year back',
      ],
      ['isUnusedUnit(unit) && assignments', 'assignments', 'a used bundle would be given back'],
      ['!esim.installed && !all.some', '!all.some', 'an installed eSIM would go into the returns process'],
      ['isOnEsim(assignment) && !taken.has(assignment.id)', 'isOnEsim(assignment)', 'no eSIM would ever be returned'],
      ['named.findLast(isOfUnusedUnit)', 'named.find(isOfUnusedUnit)', 'a revoke would take the newest unused unit'],
      ['oldestUnused ?? named.find(isOnEsim)', 'oldestUnused ?? named[0]', 'a revoke would take a bundle that is over'],
      [
        'unscheduleAssignment(tx, assignment.id)\n      rescheduleNextMonth',
        'rescheduleNextMonth',
        'a revoked bundle would still have events',
      ],
    ],
  ),
  ...mutantsOf(
    'state/records/purchases.ts',
    ['routes/inventory.test.ts', 'routes/revoke.test.ts', 'routes/apply.test.ts', 'routes/over-time.test.ts'],
    [
      [
        'tx.now <= purchase.purchasedAt +',
        'tx.now < purchase.purchasedAt +',
        'the last moment of the refund window would be too late',
      ],
      ['tx.now >= expiresAt', 'tx.now > expiresAt', 'at its last moment a unit could still go back'],
      ['ORDER BY expires_at_ms, id LIMIT 1', 'ORDER BY id DESC LIMIT 1', 'the newest stock would be used first'],
      [
        'if (purchase.remaining === 0 && remaining > 0) scheduleExpiry(tx, purchase)',
        '',
        'a unit that came back would stay for ever',
      ],
      [
        "if (source === 'stock') setRemaining",
        'setRemaining',
        'a refund off an eSIM would take from the stock as well',
      ],
      ['refunded = refunded + ?', 'refunded = ?', 'parts of a purchase would be refunded wrongly'],
    ],
  ),
  ...mutantsOf(
    'state/operations/balance.ts',
    [
      'callbacks/balance.test.ts',
      'routes/organisation.test.ts',
      'routes/inventory.test.ts',
      'routes/orders-validate.test.ts',
    ],
    [
      [
        'before > level && after <= level',
        'before > level && after < level',
        'a balance at the threshold would not be told',
      ],
      ['before > level && after <= level', 'after <= level', 'every payment with a low balance would be told'],
      ['if (after < 0) throw', 'if (after <= 0) throw', 'the last cent could not be spent'],
      [
        'if (balance > tx.balance) {',
        'if (balance < tx.balance) {',
        'failed orders would not be told again after a top-up',
      ],
      ['+ amount > DAILY_TOP_UP_LIMIT', '+ amount >= DAILY_TOP_UP_LIMIT', 'the daily limit could not be used up'],
      ['amount < MINIMUM_TOP_UP', 'amount <= MINIMUM_TOP_UP', 'the least top-up would be refused'],
      ['quantity > purchase.remaining', 'quantity > purchase.total', 'more could be given back than is left'],
      ['subTotal: -amount', 'subTotal: amount', 'a refund would look like a purchase'],
    ],
  ),
  ...mutantsOf(
    'state/operations/targets.ts',
    ['routes/apply-to-esim.test.ts', 'routes/orders-refusals.test.ts'],
    [
      [
        'target.waiting + bundle.assignmentCount > QUEUE_LIMIT',
        'target.waiting + 1 > QUEUE_LIMIT',
        'a one-year bundle would go beyond the queue',
      ],
      ['target.waiting += bundle.assignmentCount', '', 'one order could go beyond the queue'],
      ['target.routingProfile = bundle.routingProfile', '', 'one order could put bundles of two profiles on one eSIM'],
      ["iccid,\n    'processing',", "iccid,\n    'queued',", 'bundles in processing would not count'],
    ],
  ),
  ...mutantsOf(
    'state/operations/place-order.ts',
    [
      'routes/orders-place.test.ts',
      'routes/orders-refusals.test.ts',
      'routes/orders-validate.test.ts',
      'callbacks/balance.test.ts',
    ],
    [
      ['sum(priced) > tx.balance', 'sum(priced) >= tx.balance', 'the whole balance could not be spent'],
      ['valid: balance >= total', 'valid: balance > total', 'a validation would refuse what an order takes'],
      ['iccids.length !== quantity', 'iccids.length > quantity', 'fewer eSIMs could be named than units'],
    ],
  ),
  ...mutantsOf(
    'state/operations/carry-out-order.ts',
    ['routes/large-orders.test.ts', 'property/bad-days.test.ts'],
    [
      ['    yield* giveBack(tx, order, work, isLarge)\n', '', 'a failed order would keep the money'],
      ['from += line.quantity', 'from += 0', 'every line would show the eSIMs of the first'],
      ['targets.plan(iccid, bundle, allowReassign)', 'null', 'a named eSIM would be replaced by a new one'],
      ["if (work.kind === 'order') return", '', 'a failed order would also go to the inventory'],
      ['if (planned.length === 0) for', 'for', 'what was assigned would be in the inventory too'],
    ],
  ),
  ...mutantsOf(
    'state/records/esims.ts',
    ['clock/esim-life.test.ts', 'routes/returns.test.ts'],
    [
      ['(lastUsedAt ?? assignedAt) + IDLE_DAYS', 'assignedAt + IDLE_DAYS', 'an eSIM in use would be deleted'],
      ['idleAt(esim) <= tx.now', 'idleAt(esim) < tx.now', 'the check at its own instant would find nothing'],
      [
        "if (esim.returningSince !== null && !allowReturning) throw new DomainError('esim_not_accessible', { iccid })",
        '',
        'an eSIM in the returns process could be read',
      ],
    ],
  ),
  ...mutantsOf(
    'state/operations/esim-life.ts',
    ['clock/esim-life.test.ts', 'clock/returned-esim.test.ts'],
    [
      [
        '!installed && (firstInstalledAt ?? 0) <= (returningSince ?? tx.now)',
        '!installed',
        'an eSIM that was installed meanwhile would be gone',
      ],
      ["if (isScheduled(tx, 'esim.delete', iccid)) return", '', 'a deletion would be told twice'],
      [
        'listAssignments(tx, iccid).some(isLive) || !isIdle(tx, esim)',
        '!isIdle(tx, esim)',
        'an eSIM with a new bundle would be deleted',
      ],
      [
        '.some(isLive) || esim.returningSince !== null) return',
        '.some(isLive)) return',
        'a deletion of an eSIM in the returns process would be told',
      ],
    ],
  ),
  ...mutantsOf(
    'state/records/outbox.ts',
    ['callbacks/retries.test.ts', 'control/callback-faults.test.ts', 'callbacks/answers.test.ts'],
    [
      [
        'tries > getSettings(tx).callbackRetries',
        'tries >= getSettings(tx).callbackRetries',
        'one retry would be missing',
      ],
      [
        'SELECT min(id) FROM callbacks',
        'SELECT max(id) FROM callbacks',
        'callbacks of an eSIM would come in the wrong order',
      ],
      ['if (attempt.error === INTERRUPTED) return', '', 'a callback that was cut off would not be sent again'],
      [
        'Math.max(row.ready_at_ms, row.tried_before_ms ?? 0)',
        'row.ready_at_ms',
        'a callback would be tried before the one ahead of it',
      ],
    ],
  ),
  ...mutantsOf(
    'state/records/callback-state.ts',
    ['control/callback-faults.test.ts', 'domain/callback-lifecycle.test.ts'],
    [
      ['at + DAY, kind', 'at + 2 * DAY, kind', 'a callback that lets another go first would wait too long'],
      ["if (status !== 'pending') return status", '', 'a callback that is settled would be sent again'],
    ],
  ),
  ...mutantsOf(
    'state/records/journal.ts',
    ['control/journal-keeping.test.ts', 'control/journal.test.ts'],
    [
      [
        "tx.run('DELETE FROM requests WHERE organisation_id = ? AND id <= ?', tx.organisationId, newest - CALLS_KEPT)",
        '',
        'the journal of a file would grow for ever',
      ],
      ['newest - ANSWERS_KEPT,', '-1,', 'answers would be kept for ever'],
      ['id < ?\n', 'id <= ?\n', 'a page would begin with the last call of the page before'],
    ],
  ),
  ...mutantsOf(
    'state/operations/network.ts',
    ['routes/esim-in-use.test.ts', 'callbacks/list.test.ts', 'clock/returned-esim.test.ts'],
    [
      ['coalesce(first_installed_at_ms, ?)', '?', 'the first installation would be forgotten'],
      [
        'if (esim.returningSince === null) enqueueCallback',
        'enqueueCallback',
        'an eSIM that is no longer the account’s would be told of',
      ],
      ['if (esim.firstAttachedAt === null) {', 'if (true) {', 'every attachment would be told as the first'],
    ],
  ),
]
