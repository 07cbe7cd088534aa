import type { OrganisationHandle } from '../../../src/client/handle.ts'
import type { Api } from '../api.ts'
import { getBalance, type WireOrder } from '../trade.ts'

const inThousandths = (amount: number): number => Math.round(amount * 1000)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The balance of a new organisation. */
const OPENING = 1_000

export const listOrders = async (api: Api): Promise<WireOrder[]> => (await api.get('/orders?limit=10000')).json.orders

/** What an order did to the balance: its total is a cost, but a top-up's is what came in. */
const inOrOut = ({ order, total }: WireOrder): number =>
  order[0]?.type === 'apiTopup' ? inThousandths(total) : -inThousandths(total)

/**
 * The law of money: the opening balance and what every order moved make the balance, the newest order shows it as what it
 * left, and the lines of an order make its total. Returns each breach. For organisations whose balance nobody set by hand.
 */
export async function findMoneyErrors(api: Api): Promise<string[]> {
  const orders = await listOrders(api)
  const balance = inThousandths(await getBalance(api))
  const expected = inThousandths(OPENING) + sum(orders.map(inOrOut))
  const left = inThousandths(orders[0]?.runningBalance ?? OPENING)
  return [
    ...(balance === expected ? [] : [`the balance is ${balance}, the orders make ${expected} (thousandths)`]),
    ...(balance === left ? [] : [`the balance is ${balance}, the newest order left ${left} (thousandths)`]),
    ...orders.flatMap(({ orderReference, order, total }) => {
      const lines = sum(order.map(({ subTotal }) => inThousandths(subTotal)))
      return lines === inThousandths(total) ? [] : [`order ${orderReference}: its lines make ${lines}, not ${total}`]
    }),
  ]
}

/** The law of the ledger: each movement leads from the balance before it to the one after it, the last to the balance now. */
export async function findLedgerErrors({ ledger }: Pick<OrganisationHandle, 'ledger'>): Promise<string[]> {
  const { movements, balance } = await ledger({ limit: 10_000 })
  const errors: string[] = []
  let before = 0
  for (const { reference, amount, balance: after } of movements) {
    const expected = before + inThousandths(amount)
    if (expected !== inThousandths(after)) {
      errors.push(`ledger ${reference}: ${before} and ${amount} make ${expected}, not ${after}`)
    }
    before = inThousandths(after)
  }
  if (before !== inThousandths(balance))
    errors.push(`the ledger ends at ${before} thousandths, the balance is ${balance}`)
  return errors
}
