/** The setting of which eSIMs have a telephone number without being given one. */
export const MSISDN_SETTINGS = ['all', 'none'] as const
export type MsisdnSetting = (typeof MSISDN_SETTINGS)[number]

/**
 * Assumption (sms-msisdn-form): generated numbers begin as those that the United Kingdom keeps for fiction (Ofcom, 07700 900),
 * and have the 15 digits that E.164 allows, three more than British numbers, so that none is in use.
 */
const FIRST_MSISDN = 447_700_900_000_000
const MSISDNS = 100_000_000

/** The telephone number of the nth eSIM of an organisation. No two in an organisation are the same. */
export const msisdnAt = (sequence: number): string => String(FIRST_MSISDN + (sequence % MSISDNS))

/** Whether a text is a telephone number that an eSIM can be given. */
export const isMsisdn = (text: string): boolean => /^\+?\d{5,15}$/.test(text)

/**
 * The telephone number of an eSIM: the one that it was given; null when its number was taken away; else the generated one
 * or null, by the organisation's setting.
 */
export function msisdnOf(
  { sequence, ownMsisdn }: { readonly sequence: number; readonly ownMsisdn: string | null | undefined },
  setting: MsisdnSetting,
): string | null {
  if (ownMsisdn !== undefined) return ownMsisdn
  return setting === 'all' ? msisdnAt(sequence) : null
}
