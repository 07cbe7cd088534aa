import type { Assignment } from '../domain/assignment.ts'
import { DAY, type Instant } from '../domain/instant.ts'

/** The eSIM of example callbacks, which is in no organisation. */
export const EXAMPLE_ICCID = '8943108167000000019'

/** A bundle of 1 GB and 7 days, started at an instant, of which some percent are used. */
export const exampleAssignment = (
  usedPercent: number,
  startAt: Instant,
): Assignment & { startAt: Instant; endAt: Instant } => ({
  id: 218_400_001,
  iccid: EXAMPLE_ICCID,
  purchaseId: 0,
  bundle: 'esim_1GB_7D_GB_V2',
  edition: 0,
  reference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10-0',
  part: 0,
  parts: 1,
  state: 'active',
  unlimited: false,
  initialBytes: 1_000_000_000,
  remainingBytes: 10_000_000 * (100 - usedPercent),
  assignedAt: startAt,
  startAt,
  endAt: startAt + 7 * DAY,
  firstUseSent: true,
})
