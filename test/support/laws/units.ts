import type { Answer, Api } from '../api.ts'
import { ITEMS, listIccids } from '../commands.ts'
import { countStock, type WireAssignment } from '../trade.ts'
import { listOrders } from './books.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Watches the units that an organisation buys, through everything that may happen to them. */
export interface UnitWatch {
  /** Runs one step, and notes which units it revoked for good. */
  readonly during: (step: () => Promise<Answer | undefined>) => Promise<Answer | undefined>
  /** The law of units: what was bought is in the inventory, on an eSIM, refunded or given up. Returns each breach. */
  readonly findErrors: () => Promise<string[]>
}

export function watchUnits(api: Api): UnitWatch {
  const givenUp = new Set<string>()
  return {
    async during(step) {
      const before = await listUnits(api)
      const answer = await step()
      if (answer?.json?.status === 'Successfully Revoked Bundle') {
        const after = await listUnits(api)
        for (const [id, unit] of before) if (!after.has(id)) givenUp.add(unit)
      }
      return answer
    },
    async findErrors() {
      const errors: string[] = []
      for (const item of ITEMS) {
        const { bought, ...places } = await locateUnits(api, item, givenUp)
        if (sum(Object.values(places)) !== bought) errors.push(`${item}: bought ${bought}, ${JSON.stringify(places)}`)
      }
      return errors
    },
  }
}

/** Units of a bundle by where they are. A unit on an eSIM is known by its reference: once given back it gets another. */
async function locateUnits(api: Api, item: string, givenUp: ReadonlySet<string>) {
  const lines = (await listOrders(api)).flatMap(({ order }) => order).filter((line) => line.item === item)
  const count = (type: string) => sum(lines.filter((line) => line.type === type).map(({ quantity }) => quantity))
  const onEsims = new Set<string>()
  for (const iccid of await listIccids(api)) {
    const { json } = await api.get(`/esims/${iccid}/bundles?limit=200`)
    const bundle = json.bundles.find(({ name }: { name: string }) => name === item)
    for (const { assignmentReference } of bundle?.assignments ?? []) onEsims.add(assignmentReference)
  }
  return {
    bought: count('bundle'),
    refunded: count('bundleRefund'),
    inventory: await countStock(api, item),
    onEsims: [...onEsims].filter((reference) => !givenUp.has(`${item} ${reference}`)).length,
    givenUp: [...givenUp].filter((unit) => unit.startsWith(`${item} `)).length,
  }
}

/** Which units of which bundles are on eSIMs, whole or in part. */
async function listUnits(api: Api): Promise<Map<string, string>> {
  const units = new Map<string, string>()
  for (const iccid of await listIccids(api)) {
    const { bundles } = (await api.get(`/esims/${iccid}/bundles?limit=200`)).json
    for (const { name, assignments } of bundles) {
      for (const { id, assignmentReference } of assignments as WireAssignment[]) {
        units.set(id, `${name} ${assignmentReference}`)
      }
    }
  }
  return units
}
