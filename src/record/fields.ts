import { isKeyName } from '../domain/redaction.ts'
import type { Replacer } from '../domain/replacer.ts'

/** The replacements of the fields that hold personal data or secrets. */
export type Replacement = Exclude<keyof Replacer, 'text'> | 'secret' | 'link'

/** Replacements by the name of a field, of a column or of a parameter. */
const BY_NAME: readonly (readonly [RegExp, Replacement])[] = [
  [/^iccids?$/i, 'iccid'],
  [/^(?:matching[-_ ]?id|activation[-_ ]?code|confirmation[-_ ]?code)$/i, 'matchingId'],
  [/^(?:pin|puk|imsi|imei|eid)\d?$/i, 'digits'],
  [/^(?:customer[-_ ]?ref(?:erence)?)$/i, 'customerRef'],
  [/^(?:source[-_ ]?ip|ip|ip[-_ ]?address)$/i, 'ip'],
  [/^(?:msisdn|(?:tele)?phone(?:[-_ ]?number)?|mobile)$/i, 'phone'],
  [/^(?:first|given)[-_ ]?name$/i, 'firstName'],
  [/^(?:last|family|full|user)[-_ ]?name$|^surname$/i, 'lastName'],
  [/^e?mail(?:[-_ ]?address)?$/i, 'email'],
  [
    /^(?:addr(?:ess)?(?:[-_ ]?(?:line)?[-_ ]?\d)?|street|city|post[-_ ]?code|zip|notes|product[-_ ]?description)$/i,
    'address',
  ],
  [/^(?:callback[-_ ]?url|web[-_ ]?site)$/i, 'link'],
]

/** Further names of fields that hold a key or a token. */
const SECRET = /^(?:client[-_]?secret|jwt)$/i

function isSecretName(given: string): boolean {
  const name = given.replaceAll(' ', '_')
  return isKeyName(name) || SECRET.test(name)
}

/** Texts about an organisation and its people that are kept; another may tell whose account it is. */
const KEPT =
  /^organisations\[\]\.(?:country|currency|taxLiable|businessType|testCreditExpiry|groups\[\]|users\[\]\.(?:role|timeZone))$/

/**
 * The replacement of a field, by its path in a body: `esims[].iccid`. Of organisations every text is replaced that is not known
 * to be harmless.
 */
export function replacementOf(path: string): Replacement | undefined {
  const name = path.replace(/(?:\[\])+$/, '').replace(/^.*\./, '')
  if (isSecretName(name)) return 'secret'
  const known = BY_NAME.find(([form]) => form.test(name))?.[1]
  if (known !== undefined) return known
  if (!/^organisations\[\]\./.test(path) || KEPT.test(path)) return undefined
  return path === 'organisations[].name' ? 'company' : 'address'
}
