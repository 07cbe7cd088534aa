import { writeFile } from './write.ts'

/** How many records of each kind an import has. */
export interface Counts {
  bundles: number
  countries: number
  inventory: number
  orders: number
  esims: number
}

export interface Facts {
  readonly baseUrl: string
  readonly at: string
  readonly keepIdentifiers: boolean
  readonly counts: Counts
  readonly notes: readonly string[]
  /** eSIMs that are listed, and could not be read. */
  readonly missing: number
}

/** Notes in the report; the number of the others is told. */
const MOST_NOTES = 100

/** Facts that nobody outside the service can see, and what the emulator has instead. */
const NOT_VISIBLE: readonly (readonly [what: string, instead: string])[] = [
  [
    'The callback URL, version and thresholds',
    'none, V3 and the defaults: nothing is sent anywhere until you set a URL',
  ],
  ['Callbacks and text messages that were sent', 'none'],
  [
    'The telephone number of an eSIM (v2.4)',
    'each has one of its own; import from v2.5 for those that the service shows',
  ],
  [
    'Which purchase an applied unit came from, and its price',
    'a purchase of its own at the latest price that was paid',
  ],
  ['Units of the inventory that were refunded', 'counted as used'],
  ['The price of a bundle when it was bought, where no order shows it', 'the price of the catalogue'],
  ['The refund window, and whether refunds are enabled', '60 days, and they are'],
  ['The start time of a queued bundle that does not start by itself', 'it waits until data is used'],
  ['eSIMs in the returns process, or returned', 'none: the service shows them to nobody'],
  ['When data was last used, for the idle check', 'the start of a bundle, or when the eSIM was last seen'],
  ['The carrier platform of a bundle', 'as the emulator chooses it; see GET /esims/{iccid}/compatible/{bundle}'],
  ['Data used from now on', 'none: give eSIMs a usage plan'],
]

export const writeReport = (out: string, facts: Facts): Promise<void> =>
  writeFile(out, 'REPORT.md', async (file) => {
    const { counts, notes, missing } = facts
    file.write('# Import\n\n')
    file.write(`${facts.baseUrl}, as it was at ${facts.at}.\n\n`)
    file.write('| Read | |\n| --- | ---: |\n')
    for (const [name, count] of [
      ['bundles of the catalogue', counts.bundles],
      ['countries with networks', counts.countries],
      ['bundles in the inventory', counts.inventory],
      ['orders', counts.orders],
      ['eSIMs', counts.esims],
    ] as const) {
      file.write(`| ${name} | ${count} |\n`)
    }
    file.write('\n## Replaced\n\n')
    file.write(
      `The same value has the same replacement everywhere, and in every import with this key: ${facts.keepIdentifiers ? '' : 'ICCIDs (the issuer is kept, the check digit is right), '}matching ids, PINs and PUKs, customer references, the name and address of the organisation, its users, telephone numbers, and the addresses that orders came from. The API key and the callback URL are not written.\n`,
    )
    if (facts.keepIdentifiers) file.write('\nICCIDs are those of the account (`--keep-identifiers`).\n')
    file.write('\n## What cannot be known from outside\n\n| Not visible | In the emulator |\n| --- | --- |\n')
    for (const [what, instead] of NOT_VISIBLE) file.write(`| ${what} | ${instead} |\n`)
    if (missing <= 0 && notes.length === 0) return
    file.write('\n## Left out\n\n')
    if (missing > 0) file.write(`- ${missing} of the eSIMs that are listed could not be read.\n`)
    for (const note of notes.slice(0, MOST_NOTES)) file.write(`- ${note.replaceAll('\n', ' ')}\n`)
    if (notes.length > MOST_NOTES) file.write(`- and ${notes.length - MOST_NOTES} more.\n`)
  })
