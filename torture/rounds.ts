import { copies } from './copies.ts'
import { damage } from './damage.ts'
import { foreign } from './foreign.ts'
import { fullDisk } from './full-disk.ts'
import { histories } from './histories.ts'
import { hostile } from './hostile.ts'
import { kills } from './kills.ts'
import { receivers } from './receivers.ts'
import { requests } from './requests.ts'
import type { Round } from './round.ts'
import { time } from './time.ts'

/** Every round, in the order in which they run. */
export const ROUNDS: readonly Round[] = [
  kills,
  copies,
  requests,
  histories,
  time,
  damage,
  fullDisk,
  receivers,
  foreign,
  hostile,
]
