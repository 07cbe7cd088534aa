import * as z from 'zod'
import { IccidPath } from './esims.ts'
import { Flag } from './fields.ts'
import { lenientObject, operation } from './operation.ts'

/** The status text of a suspension, from the vendor's guide. Assumption (suspension-lifted): the text when it is lifted. */
export const presentSuspended = (suspended: boolean) => ({
  status: suspended ? 'eSIM suspended successfully' : 'eSIM unsuspended successfully',
})

export const setSuspension = operation({
  operationId: 'setSuspension',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/suspend',
  summary: 'Suspend an eSIM, or lift its suspension',
  description: 'No data flows and no message arrives while it is suspended; its bundles go on towards their ends.',
  since: '2.5',
  pathFields: IccidPath,
  body: lenientObject({ suspend: Flag }),
  answer: z.object({ status: z.string() }),
  status: 201,
})

export const getSuspension = operation({
  operationId: 'getSuspension',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/suspend',
  summary: 'Tell whether an eSIM is suspended',
  since: '2.5',
  pathFields: IccidPath,
  answer: z.object({ suspended: z.boolean() }),
})

export const deleteEsim = operation({
  operationId: 'deleteEsim',
  tag: 'eSIMs',
  method: 'DELETE',
  path: '/esims/{iccid}',
  summary: 'Delete an eSIM for good',
  description:
    'Afterwards it is `Deactivated`. Assumption (delete-esim-bundles): the bundles that are left on it are revoked, and nothing is given back for them.',
  since: '2.5',
  pathFields: IccidPath,
  answer: z.object({ status: z.string() }),
})
