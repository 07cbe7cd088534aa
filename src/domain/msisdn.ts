/** Which eSIMs of an organisation have a telephone number without being given one. */
export const MSISDN_SETTINGS = ['all', 'none'] as const
export type MsisdnSetting = (typeof MSISDN_SETTINGS)[number]

/**
 * Assumption (sms-msisdn-form): the numbers that the emulator gives begin as those that the United Kingdom keeps for fiction (Ofcom, 07700 900), and
 * have the 15 digits that E.164 allows, three more than British numbers: none of them is anybody's.
 */
const FIRST_MSISDN = 447_700_900_000_000
const MSISDNS = 100_000_000

/** The number of the nth eSIM of an organisation: no two of one organisation are alike. */
export const msisdnAt = (sequence: number): string => String(FIRST_MSISDN + (sequence % MSISDNS))

/** A telephone number as it can be given to an eSIM. */
export const isMsisdn = (text: string): boolean => /^\+?\d{5,15}$/.test(text)

/**
 * The telephone number of an eSIM: what it was given, null when its number was taken away, else what the setting of its
 * organisation says.
 */
export function msisdnOf(
  { sequence, ownMsisdn }: { readonly sequence: number; readonly ownMsisdn: string | null | undefined },
  setting: MsisdnSetting,
): string | null {
  if (ownMsisdn !== undefined) return ownMsisdn
  return setting === 'all' ? msisdnAt(sequence) : null
}
