import { activationCode } from '../domain/identifiers.ts'

/** Tells whether a comma list of additional fields names one. */
export const asksFor = (additionalFields: string | undefined, name: string): boolean =>
  (additionalFields ?? '').split(',').some((field) => field.trim() === name)

/** A link that installs the eSIM on an iPhone. */
export const appleInstallUrl = (esim: { readonly smdpAddress: string; readonly matchingId: string }): string =>
  `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${activationCode(esim.smdpAddress, esim.matchingId)}`

/** A link that installs the eSIM on an Android phone (vendor docs of v2.5). */
export const androidInstallUrl = (esim: { readonly smdpAddress: string; readonly matchingId: string }): string =>
  `https://esimsetup.android.com/esim_qrcode_provisioning?carddata=${encodeURIComponent(activationCode(esim.smdpAddress, esim.matchingId))}`
