/** Fields of answers that an import writes another value of, by their paths. */
const REPLACED_FIELDS =
  /(^|\.)(iccid|iccids\[\]|matchingId|pin|puk|customerRef|sourceIP|msisdn|appleInstallUrl|androidInstallUrl)$/
const REPLACED_OF_ORGANISATION =
  /^organisations\[\]\.(name|apiKey|callbackUrl|addr1|addr2|city|postcode|notes|website|productDescription|users\[\]\.(firstName|lastName|emailAddress|phoneNumber))$/

/** Whether an import writes another value than the service's, by the field's path in an answer. */
export const isReplaced = (path: string): boolean => REPLACED_FIELDS.test(path) || REPLACED_OF_ORGANISATION.test(path)
