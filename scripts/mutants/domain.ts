import { type Mutant, mutantsOf } from './mutant.ts'

/** Edits of the rules in `src/domain`. */
export const DOMAIN_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    'domain/realism.ts',
    ['control/realism.test.ts', 'routes/large-orders.test.ts'],
    [
      [
        '{ ...REALISM[changes.realism], ...changes }',
        '{ ...changes, ...REALISM[changes.realism] }',
        'the switch would undo a part beside it',
      ],
      ['units > MOST_AT_ONCE', 'units >= MOST_AT_ONCE', 'five bundles would be a large order'],
    ],
  ),
  ...mutantsOf(
    'domain/realism-draws.ts',
    [
      'control/realism.test.ts',
      'routes/large-orders.test.ts',
      'routes/refunds-and-cards.test.ts',
      'callbacks/disorder.test.ts',
    ],
    [
      ['>= unavailability) return', '>= 0) return', 'no call would answer 503'],
      ['** 3 * longestProcessingMs', '* longestProcessingMs', 'long processing would be as likely as short'],
      [
        "draw(seed, 'charge', requestId) < 0.2",
        "draw(seed, 'charge', 1) < 0.2",
        'every charge would have the same luck',
      ],
      ['>= callbackDisorder) return', '>= 1) return', 'every callback would be in disorder'],
      [
        'ORDER_TIMES.shortestMs, ORDER_TIMES.longestMs)',
        'ORDER_TIMES.longestMs, ORDER_TIMES.longestMs + 1_000)',
        'an order would take longer',
      ],
    ],
  ),
  ...mutantsOf(
    'domain/lifecycle.ts',
    ['domain/lifecycle.test.ts'],
    [
      [
        "refill: null,\n    expire: null,\n    lapse: 'lapsed',\n    revoke: 'revoked',\n  },\n  active",
        "refill: null,\n    expire: 'expired',\n    lapse: 'lapsed',\n    revoke: 'revoked',\n  },\n  active",
        'a bundle that waits would expire',
      ],
      ["deplete: 'depleted',", 'deplete: null,', 'a bundle that is used up would stay active'],
      [
        "refill: 'active',\n    expire: 'expired',\n    lapse: null,\n    revoke: 'revoked',\n  },\n  expired",
        "refill: null,\n    expire: 'expired',\n    lapse: null,\n    revoke: 'revoked',\n  },\n  expired",
        'a bundle that is used up would take no data again',
      ],
    ],
  ),
  ...mutantsOf(
    'domain/assignment.ts',
    ['domain/assignment.test.ts', 'routes/orders-refusals.test.ts'],
    [
      [
        "new Set(['processing', 'queued', 'active'])",
        "new Set(['queued', 'active'])",
        'a bundle in processing would not be listed',
      ],
      [" || state === 'depleted'", '', 'an eSIM with a used bundle could go into the returns process'],
      [
        '[...active, ...others].slice(0, limit)',
        '[...others, ...active].slice(0, limit)',
        'an active bundle would drop out of a short list',
      ],
      ['list.find(isOnEsim) ?? list[0]', 'list[0]', 'the status of a bundle would be that of a unit that is gone'],
      ['QUEUE_LIMIT = 30', 'QUEUE_LIMIT = 31', 'a thirty-first bundle would be taken'],
      ['together.toReversed()', 'together', 'units of one order would be listed last first'],
    ],
  ),
  ...mutantsOf(
    'domain/usage.ts',
    ['domain/usage.test.ts'],
    [
      [
        'from <= at && (until === null || at < until)',
        'from <= at && (until === null || at <= until)',
        'a plan would go on at its end',
      ],
      ['from <= at && (until', 'from < at && (until', 'a plan would not use data at its first instant'],
      [
        'BigInt(DAY) + rate - 1n) / rate',
        'BigInt(DAY)) / rate',
        'an event would come a moment before its bytes have flowed',
      ],
      [
        'at > (plan.until ?? END_OF_TIME) ? null : at',
        'at >= (plan.until ?? END_OF_TIME) ? null : at',
        'a threshold that is reached with the last byte of a plan would be missed',
      ],
      [
        'Math.ceil((initialBytes * percent) / 100)',
        'Math.floor((initialBytes * percent) / 100)',
        'a threshold would be told before it is reached',
      ],
      ['FIRST_USE_BYTES = 1_000', 'FIRST_USE_BYTES = 1_001', 'a use of a kilobyte would not be the first use'],
      [
        'a.used - b.used || (a.percent ?? 0) - (b.percent ?? 0)',
        'b.used - a.used',
        'thresholds would be told in the wrong order',
      ],
      [
        'Math.max(1, Math.round(megabytes',
        'Math.max(0, Math.round(megabytes',
        'a plan of nothing would divide by zero',
      ],
      ['binge: 5_000', 'binge: 4_000', 'a profile would use less than it is said to'],
    ],
  ),
  ...mutantsOf(
    'domain/money.ts',
    ['domain/money.test.ts'],
    [
      ['amount + MILLI_PER_CENT / 2', 'amount', 'prices would be rounded down'],
      ['units === total ? paid : ', '', 'the last refund would not give back all that was paid'],
      ['upTo(refunded + quantity) - upTo(refunded)', 'upTo(quantity)', 'shares would not add up to what was paid'],
      ["fraction.padEnd(3, '0')", 'fraction', '12.5 would be twelve units and five thousandths'],
      [
        "sign === '-' && amount !== 0 ? -amount : amount",
        'amount',
        'a negative amount would be read as a positive one',
      ],
    ],
  ),
  ...mutantsOf(
    'domain/instant.ts',
    ['domain/instant.test.ts'],
    [
      ['Math.min(from.getUTCDate(), lastDay)', 'from.getUTCDate()', 'a month after 31 January would be in March'],
      ['formatDate(midnight) !== date', 'false', '30 February would be a date'],
      [
        'after || nanoseconds > 0 ? instant + 1 : instant',
        'nanoseconds > 0 ? instant + 1 : instant',
        'gt: would find what it should leave out',
      ],
      ['after || nanoseconds > 0 ? ', 'after ? ', 'gte: would forget nanoseconds'],
      ['<= END_OF_TIME', '< END_OF_TIME', 'the last instant could not be said'],
    ],
  ),
  ...mutantsOf(
    'domain/duration.ts',
    ['domain/duration.test.ts'],
    [
      ['w: 7 * DAY', 'w: 5 * DAY', 'a week would have five days'],
      [
        '<= LONGEST_DURATION_MS',
        '<= LONGEST_DURATION_MS + 86_400_000',
        'a duration of more than a century would be taken',
      ],
    ],
  ),
  ...mutantsOf(
    'domain/identifiers.ts',
    ['domain/identifiers.test.ts'],
    [
      ['doubled > 9 ? doubled - 9 : doubled', 'doubled', 'check digits of ICCIDs would be wrong'],
      ['SERIAL_STEP = 27_644_437', 'SERIAL_STEP = 27_644_435', 'two eSIMs would have one ICCID after twenty million'],
      ['/^\\d{18,22}$/', '/^\\d{19,22}$/', 'an ICCID of 18 digits would be refused'],
      ['profile === 2 || profile === 3', 'profile === 2', 'eSIMs of a profile would come from another platform'],
    ],
  ),
  ...mutantsOf(
    'domain/callback.ts',
    ['domain/callback.test.ts', 'callbacks/balance.test.ts', 'clock/esim-life.test.ts'],
    [
      [
        'attempt.status >= 200 && attempt.status < 300',
        'attempt.status >= 200 && attempt.status < 400',
        'a redirect would count as delivered',
      ],
      [
        'attempt.status >= 200 && attempt',
        'attempt.status >= 100 && attempt',
        'an answer of the 100s would count as delivered',
      ],
      [
        'Math.min(retry, PAUSES_MS.length) - 1',
        'Math.min(retry, PAUSES_MS.length - 1) - 1',
        'the last pause would be shorter',
      ],
      ['[100, 75, 50, 10]', '[100, 75, 50]', 'the last warning of a low balance would not come'],
      [
        'INSUFFICIENT_BALANCE_LIMIT = 10',
        'INSUFFICIENT_BALANCE_LIMIT = 11',
        'an eleventh order without money would be told',
      ],
      ['IDLE_DAYS = 180', 'IDLE_DAYS = 181', 'eSIMs without use would be kept a day longer'],
      ['DELETION_GRACE_DAYS = 7', 'DELETION_GRACE_DAYS = 8', 'the grace before a deletion would be longer'],
    ],
  ),
  ...mutantsOf(
    'domain/fault.ts',
    ['control/fault-rules.test.ts'],
    [
      ['seen >= after', 'seen > after', 'one call too many would be let pass'],
      ['hits < times', 'hits <= times', 'a fault would strike once too often'],
      [
        'chance < probability',
        'chance <= probability',
        'a probability of 0 could strike',
        'a chance is one of 2^32 fractions: it equals a given probability in one of four thousand million draws',
      ],
      [
        'match.method.toUpperCase() === call.method',
        'match.method === call.method',
        'a method in small letters would match nothing',
      ],
    ],
  ),
  ...mutantsOf(
    'domain/bundle.ts',
    ['domain/bundle.test.ts'],
    [
      [' / bundle.assignmentCount)', ')', 'each month of a year would have the data of the whole year'],
      ['=> [...countries, ...roaming]', '=> [...roaming]', 'a regional bundle would not work where it is at home'],
    ],
  ),
  ...mutantsOf(
    'domain/path-pattern.ts',
    ['control/path-patterns.test.ts'],
    [
      ['slash === start ? undefined : slash < 0', 'slash < 0', '{name} would match an empty part'],
      ['star.reached < path.length', 'star.reached < path.length - 1', 'a wildcard could not take all of a path'],
      ['if (right?.repeats) open.push([i, j + 1])', '', 'a fault could be refused although it fits an operation'],
    ],
  ),
]
