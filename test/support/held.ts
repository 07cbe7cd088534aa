import type { Api } from './api.ts'
import type { WireAssignment } from './trade.ts'

export interface Held extends WireAssignment {
  readonly bundle: string
}

/** Every assignment an eSIM ever had, with the name of its bundle, oldest first. */
export async function listHeld(api: Api, iccid: string): Promise<Held[]> {
  const { bundles } = (await api.get(`/esims/${iccid}/bundles?includeUsed=true&limit=200`)).json
  return bundles
    .flatMap(({ name, assignments }: { name: string; assignments: WireAssignment[] }) =>
      assignments.map((assignment) => ({ ...assignment, bundle: name })),
    )
    .sort((a: Held, b: Held) => Number(a.id) - Number(b.id))
}

/** The states of an eSIM's assignments, oldest first. */
export const listStates = async (api: Api, iccid: string): Promise<string[]> =>
  (await listHeld(api, iccid)).map(({ bundleState }) => bundleState)

/** What is left of each, in megabytes, oldest first. */
export const listLeft = async (api: Api, iccid: string): Promise<number[]> =>
  (await listHeld(api, iccid)).map(({ remainingQuantity }) => remainingQuantity / 1_000_000)
