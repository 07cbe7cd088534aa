import type { Api } from '../api.ts'

/** The entries of a history that the list of last actions has a word for, and that word. */
const WORDS: Readonly<Record<string, string>> = {
  'Bundle Applied': 'Bundle Applied',
  'Bundle Revoked': 'Bundle Revoked',
  'Bundle Refunded To Balance': 'Bundle Refund',
  'Bundle Refunded to Inventory': 'Bundle Refund',
  'eSIM Updated': 'eSIM Updated',
  'eSIM Refreshed': 'eSIM Refreshed',
  'eSIM Utilisation Alert': 'eSIM Utilisation Alert',
}

/** The law of last actions: of each eSIM it is the newest entry of its history, in its own words. Returns each breach. */
export async function findLastActionErrors(api: Api): Promise<string[]> {
  const errors: string[] = []
  const { esims } = (await api.get('/esims?perPage=100')).json
  for (const { iccid, lastAction, actionDate } of esims) {
    const { actions } = (await api.get(`/esims/${iccid}/history?perPage=1000`)).json
    const newest = actions.find(({ name }: { name: string }) => WORDS[name] !== undefined)
    const [shown, expected] = [
      `${lastAction} ${actionDate.slice(0, 19)}`,
      `${WORDS[newest?.name]} ${newest?.date.slice(0, 19)}`,
    ]
    if (shown !== expected) errors.push(`${iccid}: the last action is ${shown}, its history ends with ${expected}`)
  }
  return errors
}
