/**
 * The ids that examples use. A page or a test that knows an organisation puts the organisation's own in their place: its
 * eSIM for `iccid`, its order for `orderReference`.
 */
export const SAMPLES = {
  iccid: '8943108167000000019',
  orderReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
  assignmentId: '218400001',
  /** The name of a bundle on the eSIM. */
  bundle: 'esim_1GB_7D_GB_V2',
  /** The name of a bundle in the inventory. */
  stocked: 'esim_1GB_7D_REUP_V2',
  /** The id of a purchase in the inventory. */
  usageId: '12345678',
  callbackId: '11',
  faultId: '13',
} as const

export type Sample = keyof typeof SAMPLES

export const MATCHING_ID = '4CDZ0-OI12K-DSWE5-G3XM5'

/** A bundle that anyone can order. */
export const ITEM = 'esim_1GB_7D_FR_V2'

/** The answer to an order of one bundle on a new eSIM. */
export const ORDER = {
  order: [
    {
      esims: [{ iccid: SAMPLES.iccid, matchingId: MATCHING_ID, smdpAddress: 'rsp-3104.idemia.io' }],
      type: 'bundle',
      item: ITEM,
      iccids: [SAMPLES.iccid],
      quantity: 1,
      subTotal: 1.17,
      pricePerUnit: 1.17,
      AllowReassign: false,
    },
  ],
  total: 1.17,
  currency: 'USD',
  status: 'completed',
  statusMessage: 'Order completed: 1 eSIMs assigned',
  orderReference: SAMPLES.orderReference,
  createdDate: '2026-01-01T00:00:00.000492562Z',
  assigned: true,
  sourceIP: '127.0.0.1',
} as const
