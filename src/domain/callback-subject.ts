import { formatDataAmount } from './data-amount.ts'

/** The parts of a callback's body that say what it is about, in both versions. */
interface Body {
  readonly bundle?: {
    readonly name?: string
    readonly initialQuantity?: number
    readonly remainingQuantity?: number
    readonly oldAmount?: number
    readonly newAmount?: number
  }
  readonly balanceInfo?: { readonly balance: number }
}

/** The subject of a callback. */
export interface CallbackSubject {
  /** The name of its bundle. */
  readonly bundle?: string
  /** How it stands with it: a percentage that is used, data that was added, or a balance. */
  readonly amount?: string
}

/** Reads what a callback is about from its body: a bundle and how much of it is used, data that was added, or a balance. */
export function subjectOfCallback(body: string): CallbackSubject {
  const { bundle, balanceInfo } = JSON.parse(body) as Body
  if (balanceInfo) return { amount: `balance ${balanceInfo.balance}` }
  const { name, initialQuantity: initial, remainingQuantity: remaining, oldAmount, newAmount } = bundle ?? {}
  if (oldAmount !== undefined && newAmount !== undefined) {
    return { amount: `${formatDataAmount(oldAmount)} -> ${formatDataAmount(newAmount)}` }
  }
  if (name === undefined) return {}
  return initial && remaining !== undefined
    ? { bundle: name, amount: `${Math.floor(((initial - remaining) * 100) / initial)} %` }
    : { bundle: name }
}
